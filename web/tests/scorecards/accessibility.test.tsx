import { act, fireEvent } from "@testing-library/preact";
import axe from "axe-core";
import { beforeEach, describe, expect, it } from "vitest";
import { settled } from "../people/server";
import { answer } from "../samples";
import { aScorecard } from "./samples";
import { ADDRESS, aDraft, aPreview, aStored, aSummary, choose, ONE, open, press, previewed } from "./server";

// Without layout there are no colours to compare: the browser tests do that.
const RULES = { "color-contrast": { enabled: false } };

async function violations(): Promise<string[]> {
  const { violations: found } = await axe.run(document.body, { rules: RULES });
  return found.map((violation) => `${violation.id}: ${violation.nodes[0]?.html}`);
}

async function openItem(ref: string): Promise<void> {
  const title = document.querySelector<HTMLElement>(`[data-item="${ref}"] [data-action="open-item"]`);
  await act(async () => void fireEvent.click(title as HTMLElement));
  await settled();
}

const FINDINGS = [
  { level: "error", ref: "holds", sentence: "Question 'holds' has no range for 21." },
  { level: "warning", ref: "", sentence: "The weights of the sections do not count." },
];

describe("axe finds nothing", () => {
  beforeEach(() => {
    document.documentElement.lang = "en";
  });

  it("on the list, and in its dialogs", async () => {
    const list = { "GET /v1/scorecards": () => answer({ items: [aSummary()], next: null }) };
    await open(list, { address: "/evaluation/scorecards" });
    const found = [await violations()];
    for (const name of ["Add a scorecard", "Import a file", /^Export/, /^Retire/]) {
      await press(name);
      found.push(await violations());
      await press("Close");
    }
    expect(found.flat()).toEqual([]);
  });

  it.each(["opening", "greeting", "holds"])("in the editor of %s, with findings", async (ref) => {
    await open({ "POST /v1/scorecards/preview": () => answer(aPreview({ findings: FINDINGS })) });
    await previewed();
    await openItem(ref);
    expect(await violations()).toEqual([]);
  });

  it("in the editor of a condition, and of a new question", async () => {
    await open();
    await openItem("greeting");
    await choose("This question appears", "enable");
    await press(/^Add a group/);
    await press(/^Add a question to Opening/);
    expect(await violations()).toEqual([]);
  });

  it("in the dialogs of the editor", async () => {
    const draft = aScorecard({ title: "New title" });
    await open({
      [`GET ${ONE}`]: () => answer(aStored({ has_draft: true, draft })),
      [`GET ${ONE}/versions/1`]: () =>
        answer({ scorecard_id: "x", number: 1, activated_at: null, content: aScorecard() }),
    });
    const found = [];
    for (const name of ["Activate…", "Discard the draft…", "Versions"]) {
      await press(name);
      await settled();
      found.push(await violations());
      await press("Close");
    }
    expect(found.flat()).toEqual([]);
  });

  it("on a new scorecard, and for someone who only evaluates", async () => {
    const draft = aScorecard({ sections: [] });
    await open({ [`GET ${ONE}`]: () => answer(aDraft({ draft })) });
    const empty = await violations();
    document.body.innerHTML = "";
    await open({}, { address: ADDRESS, rights: ["evaluations.evaluate"] });
    expect([...empty, ...(await violations())]).toEqual([]);
  });
});
