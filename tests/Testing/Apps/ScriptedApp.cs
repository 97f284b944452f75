namespace MiniVercel.Testing.Apps;

/// <summary>Projects of one file whose server does what a test says. Nothing has to be installed for them, so they are built at once.</summary>
public static class ScriptedApp
{
    /// <summary>
    /// A server that says who it is at `/`, what was asked at `/echo…`, what it was given at `/env`, counts at `/events`, echoes on web sockets,
    /// reads bodies at `/length`, and ends itself at `/crash`.
    /// </summary>
    /// <param name="marker">Who it is.</param>
    /// <param name="before">JavaScript that runs before it listens.</param>
    /// <param name="listen">JavaScript that makes it listen.</param>
    /// <param name="answer">JavaScript that may answer first, with `request` and `response`; where it returns nothing the server goes on.</param>
    public static Dictionary<string, string> Serving(string marker, string before = "", string listen = Listening, string answer = "") => new()
    {
        ["package.json"] = """{"private": true, "type": "module", "scripts": {"start": "node server.js"}}""",
        ["vercel.json"] = """{"installCommand": "true"}""",
        ["server.js"] = Program.Replace("MARKER", marker, StringComparison.Ordinal).Replace("/*BEFORE*/", before, StringComparison.Ordinal)
            .Replace("/*LISTEN*/", listen, StringComparison.Ordinal).Replace("/*ANSWER*/", answer, StringComparison.Ordinal),
    };

    /// <summary>As it is told to.</summary>
    public const string Listening = "server.listen(process.env.PORT, process.env.HOSTNAME);";

    private const string Program =
        """
        import { createServer } from "node:http";
        import { createHash } from "node:crypto";
        import { setTimeout as pause } from "node:timers/promises";

        /*BEFORE*/
        const server = createServer(async (request, response) => {
          /*ANSWER*/
          const path = request.url.split("?")[0];
          if (path === "/env") return response.end(JSON.stringify(process.env));
          if (path === "/headers") return response.end(JSON.stringify(request.headers));
          if (path.startsWith("/echo")) return response.end(request.url);
          if (path === "/crash") return process.exit(3);
          if (path === "/write") return response.end(String(await import("node:fs").then(fs => (fs.writeFileSync("here.txt", "mine"), fs.readFileSync("here.txt")))));
          if (path === "/slow") { await pause(1000); return response.end("MARKER"); }
          if (path === "/large") return response.end(Buffer.alloc(4 << 20, "MARKER"));
          if (path === "/length") {
            let length = 0;
            for await (const piece of request) length += piece.length;
            return response.end(String(length));
          }
          if (path === "/events") {
            response.writeHead(200, { "content-type": "text/event-stream" });
            for (let i = 1; !response.destroyed; i++) {
              response.write(`id: ${i}\ndata: MARKER\n\n`);
              await pause(50);
            }
            return;
          }
          response.setHeader("content-type", "text/html");
          response.end("<h1>MARKER</h1>");
        });
        server.on("upgrade", (request, socket) => {
          const accept = createHash("sha1").update(request.headers["sec-websocket-key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest("base64");
          socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
          socket.on("error", () => {});
          socket.on("data", frame => {
            if ((frame[0] & 15) === 8) return socket.end();
            const length = frame[1] & 127, key = frame.subarray(2, 6), text = Buffer.alloc(length);
            for (let i = 0; i < length; i++) text[i] = frame[6 + i] ^ key[i % 4];
            socket.write(Buffer.concat([Buffer.from([0x80 | (frame[0] & 15), length]), text]));
          });
        });
        process.on("SIGTERM", () => process.exit(0));
        /*LISTEN*/
        """;
}
