/** Opens the pages of scorecards, with a server that the test controls. */
import { act, fireEvent, screen } from "@testing-library/preact";
import type { Me } from "../../src/access/answers";
import type { Right } from "../../src/access/rights";
import { type Answers, openAt, settled } from "../people/server";
import { answer } from "../samples";
import { aScorecard } from "./samples";

export const ID = "5a4b3c2d1e0f4a3b8c7d6e5f4a3b2c1d";
export const ONE = `/v1/scorecards/${ID}`;
export const ADDRESS = `/evaluation/scorecards/${ID}`;

export function aSummary(changes: object = {}) {
  return {
    id: ID,
    title: "Support call",
    state: "active",
    revision: 3,
    active_version: 1,
    latest_version: 1,
    has_draft: false,
    created_at: "2026-11-20T08:00:00Z",
    changed_at: "2026-11-26T08:00:00Z",
    changed_by: "",
    ...changes,
  };
}

export function aStored(changes: object = {}) {
  const contents = { active: aScorecard(), draft: null, findings: [], notes: [] };
  return { ...aSummary(), ...contents, ...changes };
}

/** A scorecard with a draft that was never active. */
export function aDraft(changes: object = {}) {
  const draft = { state: "draft", active_version: 0, latest_version: 0, has_draft: true, active: null };
  return aStored({ ...draft, draft: aScorecard(), ...changes });
}

export function aPreview(changes: object = {}) {
  return {
    findings: [],
    enabled: ["greeting", "reason", "holds"],
    scores: { score: null, sections: {}, questions: {}, failed_by: null },
    category: "",
    ...changes,
  };
}

const RIGHTS: readonly Right[] = ["scorecards.manage"];

interface OpenOptions {
  readonly address?: string;
  readonly rights?: readonly Right[];
  readonly changes?: Partial<Me>;
}

/** Opens a page as someone who manages scorecards. */
export async function open(
  answers: Answers = {},
  { address = ADDRESS, rights = RIGHTS, changes = {} }: OpenOptions = {},
) {
  const usual: Answers = {
    "GET /v1/scorecards": () => answer({ items: [aSummary()], next: null }),
    "POST /v1/scorecards/preview": () => answer(aPreview()),
    "GET /v1/audit": () => answer({ items: [], next: null }),
    [`GET ${ONE}`]: () => answer(aStored()),
  };
  return openAt(address, { ...usual, ...answers }, "Administrator", { rights, ...changes });
}

/** Waits for the pause after which something typed is sent, and for its answer. */
export async function previewed(): Promise<void> {
  await settled(1_000);
}

/** Clicks a button by its words. Asking for roles costs seconds on a page with so many fields. */
export async function press(name: string | RegExp): Promise<void> {
  const isIt = (text: string) => (typeof name === "string" ? text === name : name.test(text));
  const buttons = [...document.querySelectorAll("button")];
  const [button, ...others] = buttons.filter(({ textContent }) => isIt(textContent?.trim() ?? ""));
  if (button === undefined || others.length > 0)
    throw new Error(`${others.length} buttons more than ${name}`);
  await act(async () => void fireEvent.click(button));
  await settled();
}

export async function choose(label: string, value: string): Promise<void> {
  await act(async () => void fireEvent.change(screen.getByLabelText(label), { target: { value } }));
  await settled();
}
