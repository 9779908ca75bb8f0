import { screen } from "@testing-library/preact";
import { describe, expect, it } from "vitest";
import { answer } from "../samples";
import { aServiceAnswer, LICENCES } from "./samples";
import { type Answers, openAt, page, press, textOf, textsOf, tick, type } from "./server";

const ADDRESS = "/configuration/services";

function services(changes: Answers = {}): Answers {
  return {
    "GET /v1/services": () => page([aServiceAnswer()]),
    "GET /v1/licences": () => answer(LICENCES),
    "GET /v1/services/main/licensing-preview": () =>
      answer({ extensions_in: 0, extensions_out: 12, calls_a_day_in: 0, calls_a_day_out: 85.5, days: 30 }),
    ...changes,
  };
}

describe("a service", () => {
  it("is switched after what that takes in and out was shown", async () => {
    let stored = aServiceAnswer();
    const { last, asked } = await openAt(
      ADDRESS,
      services({
        "GET /v1/services": () => page([stored]),
        "PATCH /v1/services/main": () => {
          stored = aServiceAnswer({ licensing: "users", version: 4 });
          return answer(stored);
        },
      }),
    );
    await tick(/^Licensed users/);
    expect([textsOf("[data-preview] dd"), last("PATCH")]).toEqual([
      ["0 extensions, 0 calls a day", "12 extensions, 85.5 calls a day"],
      undefined,
    ]);
    await press("Switch to licensed users");
    expect([last("PATCH")?.version, last("PATCH")?.body]).toEqual(['"3"', { licensing: "users" }]);
    const preview = asked.find(({ path }) => path.endsWith("/licensing-preview"));
    expect([preview?.query.get("licensing"), document.querySelector("dialog")]).toEqual(["users", null]);
    expect(document.querySelector<HTMLElement>("[data-service]")?.dataset.licensing).toBe("users");
  });

  it("stays as it is when the question is cancelled", async () => {
    const { last } = await openAt(ADDRESS, services());
    await tick(/^Licensed users/);
    await press("Cancel");
    expect([last("PATCH"), screen.getByLabelText<HTMLInputElement>(/^Everyone/).checked]).toEqual([
      undefined,
      true,
    ]);
  });

  it("that someone else has changed is read again and can be switched then", async () => {
    let stored = aServiceAnswer();
    const { last } = await openAt(
      ADDRESS,
      services({
        "GET /v1/services": () => page([stored]),
        "PATCH /v1/services/main": ({ version }) => {
          if (version !== '"3"') return answer({ ...stored, licensing: "users" });
          stored = aServiceAnswer({ version: 4 });
          return answer({ title: "Stale", detail: "Version 4 is stored.", code: "version_stale" }, 412);
        },
      }),
    );
    await tick(/^Licensed users/);
    await press("Switch to licensed users");
    const said = textOf("dialog [role='alert']");
    await press("Switch to licensed users");
    expect([said, last("PATCH")?.version]).toEqual([expect.stringContaining("Version 4 is stored."), '"4"']);
  });

  it("is not shown to someone who manages users only", async () => {
    const { asked } = await openAt(ADDRESS, services(), "Administrator", { rights: ["users.manage"] });
    expect([textOf("h1"), document.querySelector("[data-service]")]).toEqual(["Licences", null]);
    expect(asked.map(({ path }) => path)).toEqual(["/v1/licences"]);
  });
});

describe("licences", () => {
  it("say how many are in use", async () => {
    await openAt(ADDRESS, services());
    expect(textsOf("[data-licence] > div:first-child > p")).toEqual([
      "Call Recording41 of 50 in use",
      "Evaluation12 in use",
    ]);
  });

  it("get ceilings and lose them", async () => {
    const { last } = await openAt(ADDRESS, services({ "PATCH /v1/licences": () => answer(LICENCES) }));
    await type("Ceiling for Call Recording", "");
    await type("Ceiling for Evaluation", "20");
    await press("Save the ceilings");
    expect([last("PATCH")?.version, last("PATCH")?.body]).toEqual([
      '"57"',
      { ceilings: { call_recording: null, evaluation: 20 } },
    ]);
  });

  it("with a ceiling that is no number are refused at the field", async () => {
    const errors = [{ code: "invalid", field: "ceilings.evaluation", detail: "Give a whole number." }];
    await openAt(ADDRESS, services({ "PATCH /v1/licences": () => answer({ title: "No", errors }, 422) }));
    await type("Ceiling for Evaluation", "2.5");
    await press("Save the ceilings");
    expect(textOf('[data-field="evaluation"] .field-error')).toBe("Give a whole number.");
  });
});
