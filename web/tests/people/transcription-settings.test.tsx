import { screen, within } from "@testing-library/preact";
import { describe, expect, it } from "vitest";
import { answer } from "../samples";
import {
  ANNA_ID,
  anExtensionAnswer,
  aServiceAnswer,
  aTranscriptionAnswer,
  LICENCES,
  MIA_ID,
} from "./samples";
import { type Answers, choose, openAt, page, press, settled, textOf, textsOf, tick, type } from "./server";

const ADDRESS = "/configuration/services";
const PATH = "/v1/services/main/transcription";
const SECTION = '[data-section="transcription"]';

const RULE = {
  directions: ["Inbound"],
  shortest_seconds: 30,
  longest_seconds: null,
  queues: [],
  numbers: [],
  share: 20,
};
const ANY = { ...RULE, directions: [], shortest_seconds: 0, share: 100 };
const OPTIONS = aTranscriptionAnswer().options;

/** What is sent when nothing is changed. */
function sent(changes: object = {}) {
  const { spent, version, ...body } = aTranscriptionAnswer(changes);
  return body;
}

const byRule = (...rules: object[]) => ({ policy: { mode: "by_rule", rules } });

/** A server that stores what is sent. */
function stores(first = aTranscriptionAnswer(), changes: Answers = {}): Answers {
  let stored = first;
  return {
    "GET /v1/services": () => page([aServiceAnswer()]),
    "GET /v1/licences": () => answer(LICENCES),
    "GET /v1/extensions": () =>
      page([
        anExtensionAnswer("101"),
        anExtensionAnswer("104", { type: "Department", name: "Support" }),
        anExtensionAnswer("105", { type: "Department", name: "Billing" }),
        anExtensionAnswer("106", { type: "Department", name: "Elsewhere", service: "support" }),
      ]),
    [`GET ${PATH}`]: () => answer(stored),
    [`PUT ${PATH}`]: ({ body }) => {
      stored = { ...stored, ...(body as object), version: stored.version + 1 };
      return answer(stored);
    },
    ...changes,
  };
}

async function open(answers: Answers, changes = {}) {
  const server = await openAt(ADDRESS, answers, "Administrator", changes);
  await press(/^Edit the transcription of main/);
  return server;
}

const refusing = (...errors: object[]): Answers =>
  stores(aTranscriptionAnswer(), {
    [`PUT ${PATH}`]: () => answer({ title: "No", detail: "", errors }, 422),
  });

const inRule = (number: number) => within(screen.getByRole("group", { name: `Rule ${number}` }));

describe("what a service has transcribed", () => {
  it("is said with what is spent of the budget", async () => {
    await openAt(ADDRESS, stores());
    expect(textsOf(`${SECTION} > p:not(.said)`)).toEqual([
      "Nothing is transcribed by itself. People with the right use Transcribe Now.",
      "12.48 of 100 USD spent this month.",
      "English (United States) · no redaction",
    ]);
  });

  it("is said rule by rule", async () => {
    const rules = [
      RULE,
      { ...ANY, shortest_seconds: 10, longest_seconds: 600, queues: ["6226104"], numbers: ["555", "777"] },
      ANY,
      { ...ANY, directions: ["Outbound", "Inbound"], longest_seconds: 60, queues: ["1", "2"] },
    ];
    await openAt(ADDRESS, stores(aTranscriptionAnswer(byRule(...rules))));
    expect(textsOf(`${SECTION} li`)).toEqual([
      "20 % of inbound calls of 30 seconds or more",
      "All calls of 10 to 600 seconds in one queue with 555 or 777 in a number",
      "All calls",
      "Inbound and outbound calls of at most 60 seconds in one of 2 queues",
    ]);
  });

  it("says a used budget, no limit, identified languages, redaction and single users", async () => {
    const stored = aTranscriptionAnswer({
      monthly_budget: "12.4",
      options: {
        ...OPTIONS,
        language: "",
        language_options: ["en-US", "de-DE"],
        vocabulary: "names",
        redaction: true,
      },
      users: { [ANNA_ID]: { mode: "nothing", rules: [] } },
      redacted_audio_needs_right: true,
    });
    await openAt(ADDRESS, stores(stored));
    expect(textsOf(`${SECTION} > p:not(.said)`).slice(1)).toEqual([
      "12.48 of 12.40 USD spent this month. No new transcription starts before the next month.",
      "Language identified among English (United States), German (Germany) · custom vocabulary names · text is redacted, and the audio needs a right",
      "1 user has a policy of their own: change it through the API.",
    ]);
  });

  it("that cannot be read says so and is read again", async () => {
    let isBroken = true;
    const answers = stores();
    const read = answers[`GET ${PATH}`];
    await openAt(ADDRESS, {
      ...answers,
      [`GET ${PATH}`]: (asked) =>
        isBroken || read === undefined ? answer({ title: "No", detail: "Broken." }, 400) : read(asked),
    });
    expect(textOf(SECTION)).toContain("Broken.");
    isBroken = false;
    await press(/again/i);
    expect(textOf(`${SECTION} [data-budget]`)).toContain("12.48 of 100 USD");
  });

  it("is never written back with a word that the console does not know", async () => {
    await openAt(ADDRESS, stores(aTranscriptionAnswer({ policy: { mode: "at_night", rules: [] } })));
    expect([textOf(SECTION), screen.queryByRole("button", { name: /^Edit/ })]).toEqual([
      expect.stringContaining("This page is out of date"),
      null,
    ]);
  });
});

describe("the transcription of a service", () => {
  it("is changed as a whole, with its version", async () => {
    const { last } = await open(stores());
    await tick(/^Everything/);
    await type("Monthly budget in USD", " 250.50 ");
    await type("Custom vocabulary", "names");
    await type("Most voices", "3");
    await tick(/^Redact personal data/);
    await tick(/^Play the audio only/);
    await press("Save");
    await settled();
    expect([last("PUT")?.version, last("PUT")?.body]).toEqual([
      '"7"',
      sent({
        policy: { mode: "everything", rules: [] },
        monthly_budget: "250.50",
        options: { ...OPTIONS, vocabulary: "names", redaction: true, max_speakers: 3 },
        redacted_audio_needs_right: true,
      }),
    ]);
    expect([document.querySelector("dialog"), textOf(`${SECTION} .said`)]).toEqual([
      null,
      "The transcription of main was saved.",
    ]);
    expect(textsOf(`${SECTION} > p`).slice(0, 2)).toEqual([
      "Every recording is transcribed by itself.",
      "12.48 of 250.50 USD spent this month.",
    ]);
  });

  it("loses its limit with an empty budget", async () => {
    const { last } = await open(stores());
    await type("Monthly budget in USD", "");
    await press("Save");
    expect([last("PUT")?.body, textOf("[data-budget]")]).toEqual([
      sent({ monthly_budget: null }),
      "12.48 USD spent this month, without a limit.",
    ]);
  });

  it("has its language identified, among some that are spoken", async () => {
    const { last } = await open(stores());
    await choose("Language", "");
    await choose("Another language", "en-US");
    await press("Add the language");
    await choose("Another language", "es-US");
    await press("Add the language");
    expect(textsOf("[data-chosen='language_options'] li > span:first-child")).toEqual([
      "English (United States)",
      "Spanish (United States)",
    ]);
    await press("Remove English (United States)");
    await press("Save");
    const options = { ...OPTIONS, language: "", language_options: ["es-US"] };
    expect(last("PUT")?.body).toEqual(sent({ options }));
  });

  it("keeps the policies of single users, whatever they are", async () => {
    const users = {
      [ANNA_ID]: { mode: "nothing", rules: [] },
      [MIA_ID]: { mode: "by_rule", rules: [{ ...RULE, of_a_later_version: [1] }] },
    };
    const { last } = await open(stores(aTranscriptionAnswer({ users })));
    expect(textOf("[data-own-policies]")).toBe(
      "2 users have a policy of their own: change them through the API. Saving here keeps them.",
    );
    await tick(/^Nothing/);
    await press("Save");
    expect(last("PUT")?.body).toEqual(sent({ policy: { mode: "nothing", rules: [] }, users }));
  });

  it("that someone else has changed is read again and keeps what was typed", async () => {
    const answers = stores();
    let stored = aTranscriptionAnswer();
    const { last } = await open({
      ...answers,
      [`GET ${PATH}`]: () => answer(stored),
      [`PUT ${PATH}`]: ({ version }) => {
        if (version === '"8"') return answer(stored);
        const users = { [ANNA_ID]: { mode: "nothing", rules: [] } };
        stored = aTranscriptionAnswer({ monthly_budget: "50", users, version: 8 });
        return answer({ title: "Stale", detail: "Version 8 is stored.", code: "version_stale" }, 412);
      },
    });
    await tick(/^Everything/);
    await press("Save");
    expect(textOf('[data-notice="stale-edit"]')).toContain("This was changed meanwhile");
    await press("Read again");
    await settled();
    expect(screen.getByLabelText<HTMLInputElement>("Monthly budget in USD").value).toBe("50");
    await press("Save");
    const { users } = stored;
    expect([last("PUT")?.version, last("PUT")?.body]).toEqual([
      '"8"',
      sent({ policy: { mode: "everything", rules: [] }, monthly_budget: "50", users }),
    ]);
  });

  it("is refused at the fields, in plain words", async () => {
    await open(
      refusing(
        { code: "redaction_needs_language", field: "language", detail: "Choose the language." },
        { code: "redaction_unsupported", field: "redaction", detail: "There is no redaction." },
        { code: "invalid", field: "monthly_budget", detail: "String should match pattern" },
        { code: "invalid", field: "options.max_speakers", detail: "Input should be a valid integer" },
        { code: "invalid", field: "options.vocabulary", detail: "String should match pattern" },
        { code: "odd", field: "", detail: "Something else." },
      ),
    );
    await type("Most voices", "many");
    await press("Save");
    const errorAt = (name: string) => textOf(`dialog [data-field="${name}"] .field-error`);
    expect(["language", "redaction", "monthly_budget", "max_speakers", "vocabulary"].map(errorAt)).toEqual([
      "Choose the language.",
      "There is no redaction.",
      "Give an amount such as 100 or 12.50, or nothing.",
      "Give a whole number from 2 to 30.",
      "A name has letters, digits, points, hyphens and underscores.",
    ]);
    expect(textOf('[data-notice="refused"]')).toBe("This was not saved. Something else.");
  });

  it("asks before what was typed is discarded", async () => {
    const { last } = await open(stores());
    await tick(/^Everything/);
    await press("Close");
    expect(textOf('[data-dialog="confirm"] h2')).toBe("Discard what you typed?");
    await press("Discard");
    expect([document.querySelector("dialog"), last("PUT")]).toEqual([null, undefined]);
  });
});

describe("the rules of a transcription", () => {
  it("are added with all of their conditions, and say what they select", async () => {
    const { last } = await open(stores());
    await tick(/^By rule/);
    expect(textOf('[data-section="rules"] > p')).toBe("There is no rule: nothing is transcribed by itself.");
    await press("Add a rule");
    expect(textsOf("[data-selects]")).toEqual(["All calls"]);
    await tick("Outbound");
    await type("From seconds", "30");
    await type("To seconds", "3600");
    await type("Numbers that contain", "+1 (720) 555, 4321,");
    await type("Share in percent", "12.5");
    await choose("Another call queue", "6226104");
    await press("Add the call queue");
    expect(textsOf("[data-selects]")).toEqual([
      "12.5 % of outbound calls of 30 to 3600 seconds in one queue with 1720555 or 4321 in a number",
    ]);
    await press("Save");
    const rule = {
      directions: ["Outbound"],
      shortest_seconds: 30,
      longest_seconds: 3600,
      queues: ["6226104"],
      numbers: ["1720555", "4321"],
      share: 12.5,
    };
    expect(last("PUT")?.body).toEqual(sent(byRule(rule)));
  });

  it("are removed, and the others stay as they were", async () => {
    const rules = [RULE, ANY, { ...RULE, share: 5 }];
    const { last } = await open(stores(aTranscriptionAnswer(byRule(...rules))));
    await press("Remove rule 2");
    expect(document.activeElement?.textContent).toBe("Rules");
    expect(textsOf("dialog [data-selects]")).toEqual([
      "20 % of inbound calls of 30 seconds or more",
      "5 % of inbound calls of 30 seconds or more",
    ]);
    await press("Save");
    expect(last("PUT")?.body).toEqual(sent(byRule(RULE, { ...RULE, share: 5 })));
  });

  it("that are new are changed one by one", async () => {
    const { last } = await open(stores());
    await tick(/^By rule/);
    await press("Add a rule");
    await press("Add a rule");
    inRule(2).getByLabelText("Inbound").click();
    await settled();
    await press("Save");
    expect(last("PUT")?.body).toEqual(sent(byRule(ANY, { ...ANY, directions: ["Inbound"] })));
  });

  it("are kept while something else happens by itself", async () => {
    const { last } = await open(stores(aTranscriptionAnswer(byRule(RULE))));
    await tick(/^Only on demand/);
    expect(document.querySelector('[data-section="rules"]')).toBeNull();
    await press("Save");
    expect(last("PUT")?.body).toEqual(sent({ policy: { mode: "on_demand", rules: [RULE] } }));
  });

  it("name the queues of this service, and keep one that is gone", async () => {
    const stored = aTranscriptionAnswer(byRule({ ...RULE, queues: ["6226105", "999"] }));
    const { last } = await open(stores(stored));
    expect([textsOf("[data-chosen] li > span:first-child"), textsOf('select[name="queues"] option')]).toEqual(
      [
        ["Billing, 105", "999"],
        ["Choose a call queue", "Support, 104"],
      ],
    );
    await press("Remove Billing, 105");
    expect(document.activeElement).toBe(screen.getByLabelText("Another call queue"));
    await press("Save");
    expect(last("PUT")?.body).toEqual(sent(byRule({ ...RULE, queues: ["999"] })));
  });

  it("take the ids of queues from someone who may not read the extensions", async () => {
    const { last, asked } = await open(stores(aTranscriptionAnswer(byRule(RULE))), {
      rights: ["services.manage"],
    });
    await type("Call queues", "6226104, 6226105");
    await press("Save");
    expect(last("PUT")?.body).toEqual(sent(byRule({ ...RULE, queues: ["6226104", "6226105"] })));
    expect(asked.filter(({ path }) => path === "/v1/extensions")).toEqual([]);
  });

  it("that end before they begin cannot be saved", async () => {
    await open(stores(aTranscriptionAnswer(byRule(RULE))));
    await type("To seconds", "10");
    expect([
      textOf('[data-field="longest_seconds"] .field-error'),
      screen.getByRole<HTMLButtonElement>("button", { name: "Save" }).disabled,
    ]).toEqual([expect.stringMatching(/^This is less than where the rule begins/), true]);
  });

  it("with what is no number are refused at the field of the rule, once", async () => {
    const answers = refusing(
      { code: "invalid", field: "policy.rules.1.longest_seconds", detail: "Input should be a valid integer" },
      { code: "invalid", field: "policy.rules.1.numbers.0", detail: "String should match pattern" },
      { code: "invalid", field: "policy.rules.1.numbers.1", detail: "String should match pattern" },
    );
    const { last } = await open({
      ...answers,
      [`GET ${PATH}`]: () => answer(aTranscriptionAnswer(byRule(ANY, RULE))),
    });
    await settled();
    const second = '[data-rule="1"]';
    const field = inRule(2).getByLabelText<HTMLInputElement>("To seconds");
    field.value = "an hour";
    field.dispatchEvent(new Event("input", { bubbles: true }));
    await settled();
    await press("Save");
    expect(last("PUT")?.body).toEqual(sent(byRule(ANY, { ...RULE, longest_seconds: "an hour" })));
    expect(textsOf(`${second} .field-error`)).toEqual([
      "Give a whole number of seconds, or nothing.",
      "Give parts of 3 to 20 digits, at most 100, with commas between them.",
    ]);
    expect(textsOf('[data-rule="0"] .field-error')).toEqual([]);
  });
});
