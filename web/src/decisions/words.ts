import { counted } from "../components/format";
import { extensionWords } from "../users/words";
import type { Choice, Decision } from "./answers";

/** Changes at RingCentral and what may be decided, as text. */

const KINDS: Readonly<Record<string, string>> = {
  renamed: "Renamed",
  moved: "Moved",
  disabled: "Disabled",
  deleted: "Deleted",
  not_added: "Not added",
};

export function kindWords(kind: string): string {
  return KINDS[kind] ?? kind.replaceAll("_", " ");
}

/** What happened, with the values before and after. */
export function changeWords({ kind, before, after, errors }: Decision): string {
  switch (kind) {
    case "renamed":
      return `from ${before || "no name"} to ${after || "no name"}`;
    case "moved":
      return `from ${siteWords(before)} to ${siteWords(after)}`;
    case "disabled":
      return before ? `was ${before}, is ${after} now` : `is ${after} now`;
    case "deleted":
      return "RingCentral no longer lists it";
    case "not_added":
      return errors.map(({ detail, code }) => detail || code.replaceAll("_", " ")).join(" ");
    default:
      return [before, after].filter(Boolean).join(", then ");
  }
}

function siteWords(site: string): string {
  return site || "no site";
}

/** The extension's name and number: Ann Lee, Ext. 101. */
export function titleWords({ name, number, extension_id }: Decision): string {
  return [name, extensionWords({ number, extension_id })].filter(Boolean).join(", ");
}

export function peopleWords({ users }: Pick<Decision, "users">): string {
  return users.map(({ id, name }) => name || id).join(", ");
}

/** How many recordings are not imported yet. It matters once the extension is deleted. */
export function unimportedWords({ kind, unimported }: Pick<Decision, "kind" | "unimported">): string {
  if (unimported) return counted(unimported, "recording", "recordings");
  if (kind !== "deleted") return "";
  return unimported === null ? "Not known yet" : "None";
}

export interface ChoiceWords {
  readonly label: string;
  readonly note: string;
}

/** What a choice is called and what it does to whom. */
export function choiceWords(choice: Choice, decision: Decision): ChoiceWords {
  const people = peopleWords(decision) || "the user";
  const until = `The extension belongs to ${holderWords(decision)} until the last day.`;
  switch (choice) {
    case "same_person":
      return { label: "The same person", note: samePersonNote(decision, people) };
    case "successor":
      return {
        label: "A successor",
        note: `${until} From the next day on it belongs to another user. The earlier calls do not become theirs.`,
      };
    case "end_assignment":
      return {
        label: "End the assignment",
        note: `${until} The calls until then stay theirs, and they may still sign in.`,
      };
    case "deactivate_user":
      return {
        label: "Deactivate the user",
        note: `${until} Their access ends within a minute, and their licences become free. Their recordings stay.`,
      };
    case "leave_out":
      return {
        label: "Leave it out",
        note: "Ringkeep does not try again to add a user for this extension. You can still add one yourself.",
      };
  }
}

function holderWords(decision: Decision): string {
  return decision.users.length === 1 ? peopleWords(decision) : "the user who has it today";
}

function samePersonNote({ kind, after }: Decision, people: string): string {
  const stays = `The extension stays with ${people}`;
  if (kind === "renamed") return `${stays}, and the user's name becomes ${after}.`;
  if (kind === "disabled") return `${stays}, for example because it will be enabled again.`;
  return `${stays}.`;
}

/** What is said on the page after a decision was taken. */
export function takenWords(choice: Choice, decision: Decision): string {
  return `${titleWords(decision)}: ${choiceWords(choice, decision).label.toLowerCase()}. The decision was taken.`;
}
