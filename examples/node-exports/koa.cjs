const Koa = require("koa");

const app = new Koa();

app.use((context) => {
  context.body = context.method === "POST" ? context.req : "Exported by Koa.\n";
});

module.exports = app;
