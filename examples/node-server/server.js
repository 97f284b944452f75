import { createServer } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { WebSocketServer } from "ws";

const server = createServer(async (request, response) => {
  const { pathname } = new URL(request.url, "http://server");
  if (pathname === "/stream") {
    // One line after the other: whoever reads sees each when it was written, not all of them at the end.
    response.writeHead(200, { "content-type": "text/plain; charset=utf-8" });
    for (let line = 1; line <= 5 && !response.destroyed; line++) {
      response.write(`line ${line}\n`);
      await pause(200);
    }
    response.end();
  } else if (pathname === "/") {
    response.writeHead(200, { "content-type": "text/plain; charset=utf-8" });
    response.end("A plain Node server: /stream comes line by line, /echo is a WebSocket.\n");
  } else {
    response.writeHead(404).end();
  }
});

new WebSocketServer({ server, path: "/echo" }).on("connection", (socket) => {
  socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary }));
});

process.on("SIGTERM", () => server.close(() => process.exit(0)));
server.listen(process.env.PORT ?? 3000, process.env.HOSTNAME ?? "0.0.0.0");
