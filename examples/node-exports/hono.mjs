// None of these files listens: each exports its application, as that framework has it, and "main" in package.json says which one is served.
import { Hono } from "hono";
import { streamSSE } from "hono/streaming";

const app = new Hono();

app.get("/", (c) => c.text("Exported by Hono: /events comes one by one, what is posted to /echo comes back.\n"));
app.get("/events", (c) => streamSSE(c, async (stream) => {
  for (let event = 1; event <= 3; event++) {
    await stream.writeSSE({ data: `event ${event}` });
    await stream.sleep(200);
  }
}));
app.post("/echo", (c) => new Response(c.req.raw.body, { headers: { "content-type": "application/octet-stream" } }));

export default app;
