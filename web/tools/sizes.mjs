/**
 * Builds the console into a folder of its own and checks what a browser loads for a page: the compressed bytes of
 * the document, its style sheets and scripts, and those of the page. What a page itself loads on demand counts for
 * it, too; what shared components load for tables of many rows, and other pages, do not.
 */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "vite";

const ENTRY = "index.html";
/** The most bytes of each page, by the name of its chunk. `onDemand`: with what it loads later. */
const LIMITS = [
  { page: "tasks-page", most: 60_000, onDemand: false },
  { page: "realtime-page", most: 60_000, onDemand: false },
  { page: "recordings-page", most: 100_000, onDemand: true },
  { page: "recording-page", most: 100_000, onDemand: true },
  // The player, the transcript and the form.
  { page: "evaluation-page", most: 105_000, onDemand: true },
  { page: "queue-page", most: 100_000, onDemand: true },
  { page: "reports-page", most: 100_000, onDemand: true },
  { page: "scorecards-page", most: 100_000, onDemand: true },
  { page: "scorecard-page", most: 100_000, onDemand: true },
];

async function built(folder) {
  await build({ logLevel: "error", build: { outDir: folder, emptyOutDir: true, manifest: true } });
  return JSON.parse(await readFile(join(folder, ".vite", "manifest.json"), "utf8"));
}

/** The chunks that are loaded with some, by their keys in the manifest. */
function loadedWith(manifest, keys) {
  const found = new Set();
  const waiting = [...keys];
  while (waiting.length > 0) {
    const key = waiting.pop();
    if (found.has(key)) continue;
    found.add(key);
    waiting.push(...(manifest[key].imports ?? []));
  }
  return [...found];
}

async function compressed(folder, file) {
  return gzipSync(await readFile(join(folder, file)), { level: 9 }).length;
}

async function sizeOf(folder, manifest, page, onDemand) {
  const later = onDemand ? (manifest[page].dynamicImports ?? []) : [];
  const chunks = loadedWith(manifest, [ENTRY, page, ...later]).map((key) => manifest[key]);
  const files = new Set([ENTRY, ...chunks.flatMap(({ file, css = [] }) => [file, ...css])]);
  const sizes = await Promise.all([...files].map((file) => compressed(folder, file)));
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function check(folder) {
  const manifest = await built(folder);
  let isGood = true;
  for (const { page, most, onDemand } of LIMITS) {
    const key = Object.keys(manifest).find((each) => manifest[each].name === page);
    const size = key === undefined ? Number.NaN : await sizeOf(folder, manifest, key, onDemand);
    isGood &&= size <= most;
    process.stdout.write(`${page}: ${size} bytes compressed, of ${most} allowed\n`);
  }
  return isGood;
}

const folder = await mkdtemp(join(tmpdir(), "console-"));
try {
  process.exitCode = (await check(folder)) ? 0 : 1;
} finally {
  await rm(folder, { recursive: true });
}
