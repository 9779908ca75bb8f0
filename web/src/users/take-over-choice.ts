import { compareValues } from "../components/table/columns";
import type { Extension } from "./answers";

/** Which extensions are shown to choose from. An empty text is no filter. */
export interface WantedExtensions {
  readonly text: string;
  readonly service: string;
  readonly site: string;
  readonly withoutUser: boolean;
}

export function keyOf({ service, account_id, extension_id }: Extension): string {
  return `${service}/${account_id}/${extension_id}`;
}

/** Whether a person may have it: queues, menus and lines that no one has are left out. */
function isOfPerson({ type, status }: Extension): boolean {
  return (type ?? "").endsWith("User") && status !== "Unassigned";
}

export function sitesOf(extensions: readonly Extension[]): readonly string[] {
  const sites = new Set(extensions.flatMap(({ site }) => (site ? [site] : [])));
  return [...sites].sort(compareValues);
}

export function wanted(
  extensions: readonly Extension[],
  { text, service, site, withoutUser }: WantedExtensions,
): readonly Extension[] {
  const words = text.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return extensions.filter(isOfPerson).filter((each) => {
    if (withoutUser && each.user_id !== null) return false;
    if ((service && each.service !== service) || (site && each.site !== site)) return false;
    const haystack = [each.name, each.number, each.email].join("\n").toLocaleLowerCase();
    return words.every((word) => haystack.includes(word));
  });
}

/** Chooses all of these, too; when all are chosen already, none of them. */
export function toggledAll(chosen: ReadonlySet<string>, shown: readonly Extension[]): ReadonlySet<string> {
  const keys = shown.map(keyOf);
  if (!keys.every((key) => chosen.has(key))) return new Set([...chosen, ...keys]);
  const gone = new Set(keys);
  return new Set([...chosen].filter((key) => !gone.has(key)));
}

/** The requests that take these over: one service each, so many at most. */
export function portionsOf(extensions: readonly Extension[], most = 50): readonly (readonly Extension[])[] {
  const portions: Extension[][] = [];
  for (const service of new Set(extensions.map((each) => each.service))) {
    const own = extensions.filter((each) => each.service === service);
    for (let start = 0; start < own.length; start += most) portions.push(own.slice(start, start + most));
  }
  return portions;
}
