import axe from "axe-core";
import { beforeEach, describe, expect, it } from "vitest";
import { answer } from "../samples";
import {
  ANNA_ID,
  aDecisionAnswer,
  aDeletedAnswer,
  aNotAddedAnswer,
  anEntryAnswer,
  anExtensionAnswer,
  anImportAnswer,
  aRecordingAnswer,
  aServiceAnswer,
  aTranscriptionAnswer,
  aUserAnswer,
  DECISION_ID,
  DELETED_ID,
  LICENCES,
  MIA,
  PROFILES,
} from "./samples";
import { type Answers, openAt, page, press, tick, type } from "./server";

// Without layout there are no colours to compare: the browser tests do that.
const RULES = { "color-contrast": { enabled: false } };

async function violations(): Promise<string[]> {
  const { violations: found } = await axe.run(document.body, { rules: RULES });
  return found.map((violation) => `${violation.id}: ${violation.nodes[0]?.html}`);
}

const JOB = `/v1/users/import/${anImportAnswer().id}`;

function everything(changes: Answers = {}): Answers {
  return {
    "GET /v1/users": () => page([aUserAnswer(), MIA]),
    [`GET /v1/users/${ANNA_ID}`]: () => answer(aUserAnswer()),
    [`GET /v1/users/${ANNA_ID}/offer`]: () => answer({ recordings: 3, since: null, complete: false }),
    "GET /v1/users/decisions": () => page([aDeletedAnswer(), aDecisionAnswer(), aNotAddedAnswer()]),
    "GET /v1/security-profiles": () => answer(PROFILES),
    "GET /v1/extensions": () => page([anExtensionAnswer("101"), anExtensionAnswer("102")]),
    "GET /v1/services": () => page([aServiceAnswer()]),
    "GET /v1/services/main/transcription": () => answer(aTranscriptionAnswer()),
    "GET /v1/services/main/licensing-preview": () => answer({ extensions_out: 2, days: 30 }),
    "GET /v1/licences": () => answer(LICENCES),
    "GET /v1/audit": () => page([anEntryAnswer()]),
    "GET /v1/recordings": () => page([aRecordingAnswer()]),
    "GET /v1/users/import": () => page([anImportAnswer()]),
    [`GET ${JOB}`]: () => answer(anImportAnswer()),
    ...changes,
  };
}

const JOB_ADDRESS = `/configuration/users/import?job=${anImportAnswer().id}`;

describe("axe finds nothing", () => {
  beforeEach(() => {
    document.documentElement.lang = "en";
  });

  it.each([
    "/configuration/users",
    "/configuration/users/import",
    JOB_ADDRESS,
    "/configuration/users/decisions",
    "/configuration/security-profiles",
    "/configuration/services",
    "/configuration/audit",
    "/recordings",
  ])("at %s", async (address) => {
    await openAt(address, everything());
    expect(await violations()).toEqual([]);
  });

  it.each([
    "/configuration/users",
    "/configuration/users/decisions",
    "/configuration/security-profiles",
    "/configuration/audit",
    "/recordings",
  ])("at %s without anything", async (address) => {
    await openAt(address, {
      "GET /v1/users": () => page([]),
      "GET /v1/users/decisions": () => page([]),
      "GET /v1/audit": () => page([]),
      "GET /v1/recordings": () => page([]),
    });
    expect(await violations()).toEqual([]);
  });

  it("on a user's panel, also with errors and suggestions", async () => {
    const errors = [
      { code: "email_taken", field: "email", detail: "Someone has it." },
      { code: "licence_ceiling_reached", field: "licences", detail: "All are in use." },
      { code: "other", field: "id", detail: "Something else." },
    ];
    await openAt(
      "/configuration/users",
      everything({ [`PATCH /v1/users/${ANNA_ID}`]: () => answer({ title: "No", errors }, 409) }),
    );
    await press("Anna Lee");
    await type("Name", "X");
    await press("Save");
    await press("Give an extension");
    await type("Manager", "mia", 700);
    expect(await violations()).toEqual([]);
  });

  it("on the panel of a new user", async () => {
    await openAt("/configuration/users", everything());
    await press("Add a user");
    expect(await violations()).toEqual([]);
  });

  it("on the extensions to take over", async () => {
    await openAt("/configuration/users", everything());
    await press("Take over from extensions");
    expect(await violations()).toEqual([]);
  });

  it("on a profile that is edited", async () => {
    await openAt("/configuration/security-profiles", everything());
    await press("Edit Team lead");
    expect(await violations()).toEqual([]);
  });

  it("on a decision, also with suggestions and when it is refused", async () => {
    const errors = [
      { code: "choice_not_possible", field: "choice", detail: "Choose another." },
      { code: "successor_missing", field: "successor", detail: "Choose who has it next." },
      { code: "too_early", field: "last_day", detail: "Choose a later day." },
    ];
    const refused = {
      [`POST /v1/users/decisions/${DECISION_ID}`]: () => answer({ title: "No", errors }, 422),
    };
    await openAt("/configuration/users/decisions", everything(refused));
    await press(/^Decide.*Anna Smith/);
    await tick(/^A successor/);
    await press("Take this decision");
    await type("Successor", "mia", 700);
    expect(await violations()).toEqual([]);
  });

  it("on a decision about a deleted extension that is no longer open", async () => {
    const path = `POST /v1/users/decisions/${DELETED_ID}`;
    await openAt(
      "/configuration/users/decisions",
      everything({ [path]: () => answer({ title: "Not Found", code: "decision_unknown" }, 404) }),
    );
    await press(/^Decide.*Ben Orr/);
    await tick(/^End the assignment/);
    await press("Take this decision");
    expect(await violations()).toEqual([]);
  });

  it("on how a service keeps in step", async () => {
    await openAt("/configuration/services", everything());
    await press(/^Change how main/);
    await tick(/^On/);
    expect(await violations()).toEqual([]);
  });

  it("on what a service has transcribed, with rules, a refusal and policies of single users", async () => {
    const rule = {
      directions: ["Inbound"],
      shortest_seconds: 60,
      longest_seconds: 30,
      queues: ["6226104", "1"],
      numbers: ["555"],
      share: 20,
    };
    const stored = aTranscriptionAnswer({
      policy: { mode: "by_rule", rules: [rule, { ...rule, longest_seconds: null }] },
      options: {
        language: "",
        language_options: ["en-US"],
        vocabulary: "",
        redaction: true,
        max_speakers: 5,
      },
      users: { [ANNA_ID]: { mode: "nothing", rules: [] } },
    });
    const errors = [
      { code: "redaction_needs_language", field: "language", detail: "Choose the language." },
      { code: "invalid", field: "policy.rules.1.numbers.0", detail: "No match." },
      { code: "invalid", field: "policy.mode", detail: "Choose another." },
    ];
    await openAt(
      "/configuration/services",
      everything({
        "GET /v1/extensions": () => page([anExtensionAnswer("104", { type: "Department" })]),
        "GET /v1/services/main/transcription": () => answer(stored),
        "PUT /v1/services/main/transcription": () => answer({ title: "No", errors }, 422),
      }),
    );
    expect(await violations()).toEqual([]);
    await press(/^Edit the transcription/);
    await press("Remove rule 1");
    await type("Monthly budget in USD", "5");
    await press("Add a rule");
    await press("Save");
    expect(await violations()).toEqual([]);
  });

  it("on the question before a switch", async () => {
    await openAt("/configuration/services", everything());
    await tick(/^Licensed users/);
    expect(await violations()).toEqual([]);
  });

  it.each([
    { state: "checking", preview: null },
    { state: "mistaken", problems: [{ line: 2, column: "email", code: "c", message: "m" }] },
    { state: "writing" },
    { state: "failed", detail: "It stopped." },
  ])("on an import that is $state", async (changes) => {
    await openAt(JOB_ADDRESS, everything({ [`GET ${JOB}`]: () => answer(anImportAnswer(changes)) }));
    expect(await violations()).toEqual([]);
  });
});
