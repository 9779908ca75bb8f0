import { defineConfig } from "vitest/config";

const MOCK = "http://127.0.0.1:4180";

export default defineConfig({
  build: {
    target: "es2022",
    // Inlined assets would be data: addresses, which the content security policy allows to images alone.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  // Found one after the other, these would be bundled twice for development, with a Preact each.
  optimizeDeps: {
    include: ["preact", "preact/hooks", "preact/jsx-runtime", "preact/jsx-dev-runtime", "oidc-client-ts"],
  },
  server: {
    host: "127.0.0.1",
    port: 5173,
    proxy: {
      "/v1": { target: MOCK },
      "/mock": { target: MOCK },
      "/live": { target: MOCK, ws: true },
    },
  },
  test: {
    environment: "jsdom",
    restoreMocks: true,
    setupFiles: ["tests/setup.ts"],
  },
});
