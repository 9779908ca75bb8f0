/** What the tests do with the editor of a scorecard. */
import { act, fireEvent, within } from "@testing-library/preact";
import type { Scorecard } from "../../src/scorecards/content";
import { settled, textsOf } from "../people/server";
import { answer } from "../samples";
import { aStored, ONE, press } from "./server";

export const SAVED = { [`PUT ${ONE}/draft`]: () => answer(aStored({ has_draft: true, revision: 4 })) };

export function item(ref: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(`.outline [data-item="${ref}"]`);
  if (found === null) throw new Error(ref);
  return found;
}

/** Clicks a button of a section or question, or of the page. */
export async function click(action: string, within_: ParentNode = document): Promise<void> {
  const button = within_.querySelector<HTMLElement>(`[data-action="${action}"]`);
  if (button === null) throw new Error(action);
  await act(async () => void fireEvent.click(button));
  await settled();
}

export const openItem = (ref: string) => click("open-item", item(ref));

/** The preview beside it has the same options. */
export async function tickIn(ref: string, label: string): Promise<void> {
  await act(async () => void fireEvent.click(within(item(ref)).getByLabelText(label)));
  await settled();
}

export type Last = (method: string) => { readonly body: unknown } | undefined;

export function bodyOf<Body>(last: Last, method: string): Body {
  const asked = last(method);
  if (asked === undefined) throw new Error(`No ${method}`);
  return asked.body as Body;
}

export async function save(last: Last): Promise<Scorecard> {
  await press("Save draft");
  return bodyOf(last, "PUT");
}

export const previewOf = (last: Last) => bodyOf<{ scorecard: Scorecard; answers: unknown }>(last, "POST");

export const outline = () => textsOf(".outline .item-number, .outline .item-name").map((text) => text.trim());
