/** Opens the Recordings page for tests. */
import { act, fireEvent, screen } from "@testing-library/preact";
import { aRecordingAnswer } from "../people/samples";
import { type Answers, openAt, page, settled } from "../people/server";

export const RIGHTS = [
  "recordings.list",
  "recordings.play",
  "recordings.transcribe",
  "users.manage",
  "data.export",
];

export const TWO = [
  aRecordingAnswer({ state: "stored", reason: "" }),
  aRecordingAnswer({ recording_id: "2", state: "stored", reason: "" }),
];
export const FIRST = "main:809646016:7602012008";
export const SECOND = "main:809646016:2";

export function open(address = "/recordings", answers: Answers = {}, rights: readonly string[] = RIGHTS) {
  return openAt(address, { "GET /v1/recordings": () => page(TWO), ...answers }, "Manager", { rights });
}

/** Types into a field and leaves it. */
export async function fill(label: string | RegExp, value: string): Promise<void> {
  await act(async () => void fireEvent.change(screen.getByLabelText(label), { target: { value } }));
  await settled();
}

export async function searchFor(text: string): Promise<void> {
  const field = screen.getByRole("searchbox", { name: "Words in the call" });
  await act(async () => void fireEvent.input(field, { target: { value: text } }));
  await act(async () => void fireEvent.submit(field));
  await settled();
}

export function addressBar(): string {
  return window.location.pathname + window.location.search;
}

export async function chooseRow(index: number): Promise<void> {
  const boxes = screen.getAllByRole("checkbox", { name: /^Choose the recording/ });
  await act(async () => void fireEvent.click(boxes[index] ?? document.body));
}
