/** What keeping in step does to the extensions that there are now. */

import { counted } from "../components/format";
import { compareValues } from "../components/table/columns";
import { type Extension, licenceName } from "../users/answers";
import type { KeepInStep, LicenceCount } from "./answers";

export interface Site {
  readonly id: string;
  readonly name: string;
}

/** The sites of a service's extensions, by name. */
export function sitesIn(extensions: readonly Extension[], service: string): readonly Site[] {
  const sites = new Map<string, string>();
  for (const { service: own, site, site_id } of extensions) {
    if (own === service && site_id) sites.set(site_id, site || site_id);
  }
  return [...sites]
    .map(([id, name]) => ({ id, name }))
    .sort((one, other) => compareValues(one.name, other.name));
}

/** How many extensions would become users at once: enabled ones of people, which no one has today. */
export function waitingIn(
  extensions: readonly Extension[],
  service: string,
  { site }: Pick<KeepInStep, "site">,
): number {
  return extensions.filter(
    (each) =>
      each.service === service &&
      each.user_id === null &&
      each.type?.toLowerCase() === "user" &&
      each.status?.toLowerCase() === "enabled" &&
      (site === null || each.site_id === site),
  ).length;
}

interface Names {
  /** What the profile is called. */
  readonly profile: (id: string) => string;
  readonly site: (id: string) => string;
}

/** The setting as one sentence. */
export function keepInStepWords(setting: KeepInStep | null, names: Names): string {
  if (setting === null) return "Off. An extension becomes a user only when someone adds it.";
  const { site, security_profile, licences, invite } = setting;
  const where = site === null ? "at every site" : `at the site ${names.site(site)}`;
  const invited = invite ? "An invitation is sent." : "No invitation is sent.";
  return `On. Each new extension of a person ${where} becomes a user with the profile ${names.profile(security_profile)} and ${givenWords(licences)}. ${invited}`;
}

function givenWords(licences: readonly string[]): string {
  if (licences.length === 0) return "no licence";
  return `the ${licences.length === 1 ? "licence" : "licences"} ${licences.map(licenceName).join(" and ")}`;
}

/** What happens soon after the setting is saved. */
export function effectWords(waiting: number): string {
  if (waiting === 0) return "No extension waits to become a user now.";
  const now = counted(waiting, "extension", "extensions", " that no one has today");
  const become = waiting === 1 ? "becomes a user" : "become users";
  return `${now} ${become} soon, at most 50 a minute. Those that someone had before are left out.`;
}

/** For which of the licences there are too few for all who become users now. */
export function shortages(
  { licences }: KeepInStep,
  waiting: number,
  counts: readonly LicenceCount[],
): readonly string[] {
  return counts
    .filter(({ licence, ceiling }) => ceiling !== null && licences.includes(licence))
    .map((count) => ({ ...count, free: Math.max(0, (count.ceiling ?? 0) - count.used) }))
    .filter(({ free }) => free < waiting)
    .map(({ licence, free }) => shortageWords(licence, free));
}

function shortageWords(licence: string, free: number): string {
  if (free === 0) return `No licence of ${licenceName(licence)} is free, so they cannot be added.`;
  const words = counted(free, "licence", "licences", ` of ${licenceName(licence)}`);
  return `Only ${words} ${free === 1 ? "is" : "are"} free. The others cannot be added.`;
}
