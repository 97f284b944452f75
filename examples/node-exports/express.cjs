const express = require("express");

const app = express();

app.get("/", (request, response) => response.type("text").send("Exported by Express.\n"));
app.post("/echo", (request, response) => request.pipe(response));

module.exports = app;
