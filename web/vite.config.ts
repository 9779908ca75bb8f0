import { loadEnv } from "vite";
import { defineConfig } from "vitest/config";
import { notices } from "./tools/notices.mjs";

// The stack that `make up` started. Vite serves the sources; everything else comes from there.
const STACK = loadEnv("", ".", "CONSOLE_").CONSOLE_URL ?? "http://127.0.0.1:5180";
const SIGN_IN = ["/oauth2/", "/login", "/logout", "/confirm", "/forgotPassword", "/signup"];

export default defineConfig({
  plugins: [notices()],
  build: {
    target: "es2022",
    // Inlined assets would be data: addresses, which the content security policy allows for images only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    host: "127.0.0.1",
    port: 5173,
    // Signing in returns to this address: another port would be refused.
    strictPort: true,
    proxy: {
      "/v1": STACK,
      "/live": { target: STACK, ws: true },
      ...Object.fromEntries(SIGN_IN.map((path) => [path, STACK])),
    },
  },
  test: {
    environment: "jsdom",
    restoreMocks: true,
    // axe over a whole page takes seconds on a busy machine.
    testTimeout: 20_000,
    setupFiles: ["tests/fresh.ts", "tests/setup.ts"],
    // A process for each file would load jsdom and the libraries each time: half of all processor time.
    isolate: false,
    // Tests wait for timers most of the time, so another process fills the gaps.
    poolOptions: { forks: { maxForks: 2 } },
    // It keeps the document with which it was loaded. tests/fresh.ts makes each file load it again.
    server: { deps: { inline: [/@testing-library/] } },
    alias: { "@testing-library/dom": "@testing-library/dom/dist/@testing-library/dom.esm.js" },
  },
});
