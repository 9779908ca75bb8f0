import { act, fireEvent, screen } from "@testing-library/preact";
import { describe, expect, it } from "vitest";
import { answer } from "../samples";
import { anImportAnswer } from "./samples";
import { type Answers, openAt, page, press, settled, textOf, textsOf } from "./server";

const IMPORT = "/configuration/users/import";
const ID = anImportAnswer().id;
const JOB = `/v1/users/import/${ID}`;
const ADDRESS = `${IMPORT}?job=${ID}`;

function imports(job: object, changes: Answers = {}): Answers {
  return {
    "GET /v1/users/import": () => page([anImportAnswer()]),
    [`GET ${JOB}`]: () => answer(job),
    ...changes,
  };
}

function state(): string | undefined {
  return document.querySelector<HTMLElement>("[data-import-state]")?.dataset.importState;
}

async function chooseFile(name: string): Promise<File> {
  const file = new File(["name,email\n"], name, { type: "application/vnd.ms-excel" });
  await act(
    async () => void fireEvent.change(screen.getByLabelText("CSV file"), { target: { files: [file] } }),
  );
  return file;
}

describe("an import", () => {
  it("begins with a file, which is sent as it is and gets an address of its own", async () => {
    const { last } = await openAt(
      IMPORT,
      imports(anImportAnswer({ state: "checking", preview: null }), {
        "POST /v1/users/import": () => answer(anImportAnswer({ state: "checking", preview: null }), 202),
      }),
    );
    await chooseFile("People & co.csv");
    await press("Check the file");
    expect([last("POST")?.query.get("file_name"), last("POST")?.query.get("invite")]).toEqual([
      "People & co.csv",
      "false",
    ]);
    expect([last("POST")?.body instanceof Blob, window.location.search, state()]).toEqual([
      true,
      `?job=${ID}`,
      "checking",
    ]);
  });

  it("that is too large is refused in words", async () => {
    await openAt(
      IMPORT,
      imports(
        {},
        { "POST /v1/users/import": () => answer({ title: "Too large", detail: "Split it." }, 413) },
      ),
    );
    await chooseFile("large.csv");
    await press("Check the file");
    expect(textOf('[data-notice="problem"]')).toContain("Split it.");
  });

  it("that is being checked shows its preview when that is done", async () => {
    let job = anImportAnswer({ state: "checking", preview: null });
    await openAt(ADDRESS, { [`GET ${JOB}`]: () => answer(job) });
    const before = state();
    job = anImportAnswer();
    await settled(1_200);
    expect([before, state(), textsOf(".numbers dd")]).toEqual(["checking", "ready", ["1", "1", "40", "3"]]);
  });

  it("names every mistake by line and column, and writes nothing", async () => {
    const problems = [
      { line: 7, column: "email", code: "not_valid", message: "Give a whole e-mail address." },
      { line: 0, column: "", code: "encoding", message: "Save it as CSV UTF-8." },
    ];
    await openAt(ADDRESS, imports(anImportAnswer({ state: "mistaken", problems, problem_count: 1_200 })));
    expect(textsOf("tbody tr")).toEqual([
      "Line 7, column emailGive a whole e-mail address.",
      "The fileSave it as CSV UTF-8.",
    ]);
    expect([textOf('[data-notice="mistaken"]'), screen.queryByRole("button", { name: /^Write/ })]).toEqual([
      expect.stringContaining("1200 mistakes found, so nothing was changed."),
      null,
    ]);
    expect(screen.getByText("And 1198 others.")).toBeTruthy();
  });

  it("shows what would change, person by person, as text", async () => {
    const job = anImportAnswer();
    const item = { line: 9, email: "x@example.com", name: "<b>=1+1</b>", user_id: "", changes: [] };
    await openAt(
      ADDRESS,
      imports({ ...job, preview: { ...job.preview, items: [...job.preview.items, item] } }),
    );
    expect(textsOf("tbody tr")).toEqual([
      "2Anna Leeanna.lee@example.comNewsecurity profile:  Agent",
      "3Mia Stonemia.stone@example.comteam: North empty",
      "9<b>=1+1</b>x@example.comNew",
    ]);
  });

  it("is written once it is confirmed, with progress and results", async () => {
    let job = anImportAnswer();
    const results = [
      { line: 2, email: "anna.lee@example.com", result: "added", user_id: "u", errors: [] },
      {
        line: 3,
        email: "mia.stone@example.com",
        result: "refused",
        user_id: "",
        errors: [{ code: "extension_taken", field: "extension_id", detail: "Ben has it." }],
      },
    ];
    const { last } = await openAt(ADDRESS, {
      [`GET ${JOB}`]: () => answer(job),
      [`POST ${JOB}/confirm`]: () => {
        job = anImportAnswer({ state: "writing", position: 1, written: 1 });
        return answer(job);
      },
      [`GET ${JOB}/results`]: () => page(results),
    });
    await press("Write 2 changes");
    const writing = [state(), textOf("[role='status']")];
    job = anImportAnswer({ state: "done", position: 2, written: 1, refused: 1 });
    await settled(1_200);
    await settled();
    expect([last("POST")?.path, writing]).toEqual([
      `${JOB}/confirm`,
      ["writing", "1 of 2 lines are written."],
    ]);
    expect([state(), textsOf("[data-line]")]).toEqual([
      "done",
      ["Line 2anna.lee@example.comAdded", "Line 3mia.stone@example.comRefusedBen has it."],
    ]);
  });

  it("whose preview has become old says so, and shows the new one", async () => {
    let job = anImportAnswer();
    await openAt(ADDRESS, {
      [`GET ${JOB}`]: () => answer(job),
      [`POST ${JOB}/confirm`]: () => {
        job = anImportAnswer({ preview: { ...anImportAnswer().preview, added: 5 } });
        return answer(
          { title: "Conflict", code: "preview_outdated", detail: "Look at the new preview." },
          409,
        );
      },
    });
    await press("Write 2 changes");
    expect([
      textOf('[data-notice="problem"]'),
      screen.getByRole("button", { name: "Write 6 changes" }),
    ]).toEqual([expect.stringContaining("Look at the new preview."), expect.anything()]);
  });

  it("is cancelled", async () => {
    let job = anImportAnswer();
    await openAt(ADDRESS, {
      [`GET ${JOB}`]: () => answer(job),
      [`POST ${JOB}/cancel`]: () => {
        job = anImportAnswer({ state: "cancelled" });
        return answer(job);
      },
    });
    await press("Cancel the import");
    expect(state()).toBe("cancelled");
  });

  it("that changes nothing cannot be confirmed", async () => {
    const preview = { added: 0, changed: 0, unchanged: 42, not_mentioned: 0, items: [] };
    await openAt(ADDRESS, imports(anImportAnswer({ preview })));
    expect(screen.getByRole<HTMLButtonElement>("button", { name: "Nothing to change" }).disabled).toBe(true);
  });

  it("is found again among the newest", async () => {
    await openAt(IMPORT, imports(anImportAnswer()));
    await press(/^Show/);
    expect(state()).toBe("ready");
  });
});
