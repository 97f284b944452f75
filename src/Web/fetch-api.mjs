// Brings the description of the API from a running gateway, as the client's types are made from it.
import { writeFile } from "node:fs/promises";

const gateway = process.env.MINIVERCEL_URL ?? "http://localhost:8080";
const response = await fetch(`${gateway}/api/openapi.json`);
if (!response.ok) throw new Error(`${gateway} answered ${response.status}.`);
await writeFile("openapi.json", `${JSON.stringify(await response.json(), null, 2)}\n`);
