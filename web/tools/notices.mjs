/**
 * A Vite plugin: the build gets a file with the licence of each package whose code is in it. Their licences ask
 * that copies carry them, and minified code does not.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const NOTICES = "third-party-notices.txt";
const PACKAGE = /^(.*\/node_modules\/((?:@[^/]+\/)?[^/]+))\//;
const LICENCE_FILE = /^licen[cs]e(\.\w+)?$/i;

/** The folders of the packages that these modules are in, by the packages' names. */
export function packagesOf(modules) {
  const found = new Map();
  for (const id of modules) {
    const [, folder, name] = PACKAGE.exec(id.replaceAll("\\", "/").replace(/^\0/, "")) ?? [];
    if (folder !== undefined) found.set(name, folder);
  }
  return new Map([...found].sort(([left], [right]) => left.localeCompare(right, "en")));
}

/** The text for a package. Throws an error if it has no licence file. */
function notice(name, folder) {
  const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((each) => LICENCE_FILE.test(each));
  if (file === undefined) throw new Error(`The package ${name} has no licence file.`);
  return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
}

export function notices() {
  return {
    name: "third-party-notices",
    apply: "build",
    generateBundle() {
      const texts = [...packagesOf(this.getModuleIds())].map(([name, folder]) => notice(name, folder));
      const source = texts.join(`\n${"-".repeat(80)}\n\n`);
      this.emitFile({ type: "asset", fileName: NOTICES, source });
    },
  };
}
