import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

/** The gateway that `npm run dev` speaks to. */
const gateway = process.env.MINIVERCEL_URL ?? "http://localhost:8080";

/** A gateway believes only its own pages, so a call of the development server says that it is one of them. */
const asOwnPage = { target: gateway, changeOrigin: true, headers: { origin: new URL(gateway).origin } };

/** What a browser fetches before it shows anything, compressed. A build that asks for more is refused. */
const FIRST_LOAD_BYTES = 200 * 1024;

/** The gateway compresses nothing itself: what it can send smaller lies beside the file. */
function compressed(): Plugin {
  const text = /\.(js|css|html|svg)$/;
  return {
    name: "compressed",
    apply: "build",
    writeBundle({ dir }) {
      if (!dir) return;
      for (const name of readdirSync(dir, { recursive: true, encoding: "utf8" })) {
        if (!text.test(name)) continue;
        const file = join(dir, name);
        const plain = readFileSync(file);
        const best = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
        writeFileSync(`${file}.br`, brotliCompressSync(plain, best));
        writeFileSync(`${file}.gz`, gzipSync(plain, { level: constants.Z_BEST_COMPRESSION }));
      }
      const scripts = readFileSync(join(dir, "index.html"), "utf8").match(/(?<=")\/[^"]+\.js(?=")/g) ?? [];
      const bytes = scripts.reduce((sum, script) => sum + statSync(join(dir, `${script}.gz`)).size, 0);
      if (bytes > FIRST_LOAD_BYTES)
        throw new Error(`The first load is ${bytes} bytes of compressed scripts, more than ${FIRST_LOAD_BYTES}.`);
    },
  };
}

export default defineConfig({
  plugins: [react(), tailwindcss(), compressed()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    outDir: "../../artifacts/web",
    emptyOutDir: true,
    // The policy of the page forbids inline content, data: addresses of scripts and fonts among it.
    assetsInlineLimit: 0,
  },
  server: { proxy: { "/api": asOwnPage, "/health": asOwnPage, "/hubs": { ...asOwnPage, ws: true } } },
  test: {
    environment: "jsdom",
    setupFiles: ["./src/testing/setup.ts"],
    restoreMocks: true,
    testTimeout: 30_000,
  },
});
