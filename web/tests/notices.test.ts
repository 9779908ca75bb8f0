import { expect, test } from "vitest";
import { packagesOf } from "../tools/notices.mjs";

test("the packages of the modules in a build are found by their names", () => {
  const modules = [
    "/console/src/main.tsx",
    "/console/node_modules/preact/dist/preact.mjs",
    "/console/node_modules/preact/hooks/dist/hooks.mjs",
    "\0/console/node_modules/@tanstack/query-core/build/query.js?commonjs-module",
    "/console/node_modules/outer/node_modules/inner/index.js",
    "C:\\console\\node_modules\\uplot\\dist\\uPlot.esm.js",
  ];
  expect([...packagesOf(modules)]).toEqual([
    ["@tanstack/query-core", "/console/node_modules/@tanstack/query-core"],
    ["inner", "/console/node_modules/outer/node_modules/inner"],
    ["preact", "/console/node_modules/preact"],
    ["uplot", "C:/console/node_modules/uplot"],
  ]);
});
