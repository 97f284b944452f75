import Fastify from "fastify";

const app = Fastify();

app.addContentTypeParser("*", (request, payload, done) => done(null, payload));
app.get("/", async () => "Exported by Fastify.\n");
app.post("/echo", async (request, reply) => reply.send(request.body));

export default app;
