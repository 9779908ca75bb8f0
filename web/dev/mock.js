/**
 * What the console needs of a server, pretended: the API, the socket, the sign-in, and web/dist under the
 * content security policy of the real thing. Settings: USERS, SERVICES (comma-separated), PORT.
 * While it runs, /mock/set changes it: socket=off, api=503, stale=on, events=off, empty=on, frozen=on, and back.
 */
import { createHash, randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { WebSocketServer } from "ws";
import { Simulation } from "./simulation.js";

const PORT = Number(process.env.PORT ?? 4180);
const DIST = fileURLToPath(new URL("../dist", import.meta.url));
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "font-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };
const ROLES = ["Administrator", "Manager", "Agent", "Nobody"];

const simulation = new Simulation(
  Number(process.env.USERS ?? 40),
  (process.env.SERVICES ?? "Main office").split(","),
);
const settings = { socket: "on", api: "", stale: "off", events: "on", empty: "off", frozen: "off" };
const codes = new Map();
const tickets = new Map();
const sockets = new Map();

function json(response, status, body, type = "application/json") {
  response.writeHead(status, { "Content-Type": type, "Cache-Control": "no-store" });
  response.end(JSON.stringify(body));
}

function problem(response, status, title, detail) {
  json(response, status, { type: "about:blank", title, status, detail }, "application/problem+json");
}

// Tokens are "role.random": nothing here is worth protecting.
function roleOf(request) {
  const role = (request.headers.authorization ?? "").replace("Bearer ", "").split(".")[0];
  return ROLES.includes(role) ? role : null;
}

function inSight(role) {
  if (settings.empty === "on") return [];
  return role === "Agent" ? simulation.users.slice(0, 1) : simulation.users;
}

function services() {
  return simulation.services.map((service) => ({
    ...service,
    last_update_at: settings.stale === "on" ? new Date(Date.now() - 12 * 60_000).toISOString() : service.last_update_at,
    stale: settings.stale === "on",
    events_arrive: settings.events === "on",
  }));
}

function me(role) {
  const [own] = simulation.users;
  const email = `${role.toLowerCase()}@example.com`;
  return { username: role, email, role, rights: [], service: own.service, extension_id: own.extension_id };
}

function ticket(role) {
  const value = randomUUID();
  tickets.set(value, role);
  return { ticket: value, expires_at: new Date(Date.now() + 30_000).toISOString() };
}

function snapshot(role) {
  return {
    version: simulation.version,
    as_of: new Date().toISOString(),
    services: services(),
    users: inSight(role),
    next: null,
  };
}

function api(request, response, path, origin) {
  if (path === "/v1/configuration") return json(response, 200, configuration(origin));
  if (settings.api)
    return problem(response, Number(settings.api), "Ringkeep is busy", "Please try again in a minute.");
  const role = roleOf(request);
  if (role === null) return problem(response, 401, "Not signed in", "A bearer token is needed.");
  if (role === "Nobody") return problem(response, 403, "No role", "Your account has no role in Ringkeep.");
  if (path === "/v1/me") return json(response, 200, me(role));
  if (path === "/v1/realtime") return json(response, 200, snapshot(role));
  if (path === "/v1/realtime/tickets") return json(response, 201, ticket(role));
  return problem(response, 404, "Not found", "");
}

function configuration(origin) {
  return {
    sign_in: {
      authority: origin,
      authorization_endpoint: `${origin}/mock/authorize`,
      token_endpoint: `${origin}/mock/token`,
      end_session_endpoint: `${origin}/mock/logout`,
      client_id: "console",
    },
    live_path: "/live",
  };
}

// The managed login: one link a role, or ?role= of a test.
function authorize(response, query) {
  const links = ROLES.map((role) => {
    const code = randomUUID();
    codes.set(code, { role, challenge: query.get("code_challenge") });
    const back = new URL(query.get("redirect_uri"));
    back.search = new URLSearchParams({ code, state: query.get("state") }).toString();
    return `<p><a id="${role}" href="${back.href.replaceAll("&", "&amp;")}">${role}</a></p>`;
  });
  response.writeHead(200, { "Content-Type": "text/html" });
  response.end(
    `<!doctype html><link rel="icon" href="/favicon.svg"><title>Sign in</title><h1>Sign in as</h1>${links.join("")}`,
  );
}

async function token(request, response) {
  let body = "";
  for await (const chunk of request) body += chunk;
  const form = new URLSearchParams(body);
  const role = form.get("grant_type") === "refresh_token" ? form.get("refresh_token") : redeemed(form);
  if (role === null) return json(response, 400, { error: "invalid_grant" });
  json(response, 200, tokens(role, request.headers.origin ?? `http://${request.headers.host}`));
}

function redeemed(form) {
  const grant = codes.get(form.get("code"));
  codes.delete(form.get("code"));
  const challenge = createHash("sha256")
    .update(form.get("code_verifier") ?? "")
    .digest("base64url");
  return grant && grant.challenge === challenge ? grant.role : null;
}

function tokens(role, issuer) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: issuer, sub: role, aud: "console", iat: now, exp: now + 3600 };
  return {
    access_token: `${role}.${randomUUID()}`,
    id_token: `${part({ alg: "none" })}.${part(claims)}.x`,
    refresh_token: role,
    token_type: "Bearer",
    expires_in: 3600,
  };
}

function set(response, query) {
  for (const [name, value] of query) settings[name] = value;
  if (settings.socket === "off") for (const socket of sockets.keys()) socket.close();
  tell([], [...sockets.keys()]);
  json(response, 200, settings);
}

async function file(response, path) {
  const name = extname(path) ? normalize(path) : "/index.html";
  try {
    const body = await readFile(join(DIST, name));
    response.writeHead(200, {
      "Content-Type": TYPES[extname(name)] ?? "application/octet-stream",
      "Content-Security-Policy": POLICY,
      "X-Content-Type-Options": "nosniff",
      "Referrer-Policy": "no-referrer",
    });
    response.end(body);
  } catch {
    problem(response, 404, "Not found", "");
  }
}

async function answer(request, response) {
  const origin = `http://${request.headers.host}`;
  const { pathname, searchParams } = new URL(request.url, origin);
  if (pathname.startsWith("/v1/")) return api(request, response, pathname, origin);
  if (pathname === "/mock/authorize") return authorize(response, searchParams);
  if (pathname === "/mock/token") return token(request, response);
  if (pathname === "/mock/set") return set(response, searchParams);
  if (pathname === "/mock/logout") {
    response.writeHead(302, { Location: searchParams.get("logout_uri") });
    return response.end();
  }
  return file(response, pathname);
}

function tell(users, to) {
  for (const socket of to) {
    const role = sockets.get(socket);
    const seen = users.filter((user) => role !== "Agent" || user === simulation.users[0]);
    socket.send(
      JSON.stringify({
        type: "users",
        as_of: new Date().toISOString(),
        services: services(),
        users: seen,
        removed: [],
      }),
    );
  }
}

const server = createServer((request, response) => {
  answer(request, response).catch(() => problem(response, 500, "The mock failed", ""));
});
const live = new WebSocketServer({ noServer: true });
server.on("upgrade", (request, socket, head) => {
  const query = new URL(request.url, "http://mock").searchParams;
  const role = tickets.get(query.get("ticket"));
  tickets.delete(query.get("ticket"));
  if (role === undefined || settings.socket === "off") return socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
  live.handleUpgrade(request, socket, head, (connection) => {
    sockets.set(connection, role);
    connection.on("close", () => sockets.delete(connection));
    connection.on("message", () => connection.send('{"type":"pong"}'));
  });
});
setInterval(
  () => {
    if (settings.frozen === "on") return;
    const turns = Math.max(1, Math.round(simulation.users.length / 40));
    tell(
      Array.from({ length: turns }, () => simulation.turn()),
      sockets.keys(),
    );
  },
  Number(process.env.EVERY ?? 1000),
);
server.listen(PORT, "127.0.0.1", () => process.stdout.write(`http://127.0.0.1:${PORT}\n`));
