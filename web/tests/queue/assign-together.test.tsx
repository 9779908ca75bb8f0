import { describe, expect, it } from "vitest";
import { choose, press, textOf, textsOf, type } from "../people/server";
import { chooseRow, FIRST, open, SECOND } from "../recordings/open";
import { answer } from "../samples";
import { aSummary, ofRecording } from "./samples";

const RIGHTS = ["recordings.list", "evaluations.evaluate", "evaluations.manage"];
const ANSWERS = {
  [`GET /v1/recordings/${encodeURIComponent(FIRST)}/evaluations`]: () => answer(ofRecording()),
};

describe("several recordings", () => {
  it("are assigned one by one, and each refusal is said", async () => {
    const { asked } = await open(
      "/recordings",
      {
        ...ANSWERS,
        "POST /v1/evaluations": ({ body }) =>
          (body as { recording: string }).recording === FIRST
            ? answer(aSummary(), 201)
            : answer({ title: "No", code: "evaluated_unclear", detail: "Who?" }, 422),
      },
      RIGHTS,
    );
    await press("Choose all 2 rows");
    await press("Assign for evaluation");
    await choose("Scorecard", "s-1");
    await choose("Evaluator", "u-3");
    await type("Due on (optional)", "2026-12-05");
    await press("Assign");
    const bodies = asked.filter(({ path, method }) => method === "POST" && path === "/v1/evaluations");
    expect([
      bodies.map(({ body }) => body),
      textOf("[data-result='assigned']"),
      textsOf("[data-refused]"),
    ]).toEqual([
      [FIRST, SECOND].map((recording) => ({
        recording,
        scorecard: "s-1",
        evaluator: "u-3",
        due: "2026-12-05",
      })),
      "1 recording is assigned, 1 refused.",
      [expect.stringMatching(/: Several people took part in the call\. Choose whom to evaluate\.$/)],
    ]);
  });

  it("are assigned only by someone who manages evaluations", async () => {
    await open("/recordings", ANSWERS, ["recordings.list", "evaluations.evaluate"]);
    await chooseRow(0);
    expect(textsOf(".bulk button")).toEqual(["Choose all 2 rows", "Choose none"]);
  });
});
