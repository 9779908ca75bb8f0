/** Vite with the pretended server behind it. */
import { createServer } from "vite";
import "./mock.js";

const server = await createServer();
await server.listen();
server.printUrls();
