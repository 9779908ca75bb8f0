import { describe, expect, it } from "vitest";
import { components } from "../../../docs/openapi.json";
import {
  type Item,
  type Question,
  type Scorecard,
  type Section,
  withoutDefaults,
} from "../../src/scorecards/content";
import { differences } from "../../src/scorecards/differences";
import { forget, keep, keptAt } from "../../src/scorecards/editor/kept";
import { finished, mistakesIn } from "../../src/scorecards/editor/mistakes";
import { newQuestion, newSection, newThreshold, withType } from "../../src/scorecards/editor/new-parts";
import {
  type Limits,
  PERCENT,
  POINTS,
  REQUIRED_WHOLE,
  readTyped,
  SCORE,
  shownNumber,
  WEIGHT,
  WHOLE,
  wrongNumber,
} from "../../src/scorecards/editor/numbers";
import { copyOf, refFrom, withNewRef } from "../../src/scorecards/editor/refs";
import { refAt } from "../../src/scorecards/editor/save-problem";
import {
  canMove,
  destinationsOf,
  entryOf,
  insertedAt,
  itemAt,
  movedBy,
  movedInto,
  removedAt,
  replacedAt,
} from "../../src/scorecards/tree";
import { conditionWords, fileName, percentWords, versionWords } from "../../src/scorecards/words";
import { aQuestion, aScorecard, aSection, GREETING, HOLDS, REASON } from "./samples";
import { aSummary } from "./server";

const CARD = aScorecard();

/** The reference ids, those in a section in brackets. */
function shape(items: readonly Item[]): string {
  return items
    .map((item) => (item.kind === "section" ? `${item.ref}(${shape(item.items)})` : item.ref))
    .join(" ");
}

const shapeOf = (scorecard: Scorecard) => shape(scorecard.sections);
const questionOf = (scorecard: Scorecard, ref: string) => entryOf(scorecard, ref)?.item as Question;

describe("a place in a scorecard", () => {
  it("is a section, or an item of it", () => {
    expect([
      itemAt(CARD, [1])?.ref,
      itemAt(CARD, [1, 1, 0])?.ref,
      itemAt(CARD, [1, 0, 0]),
      itemAt(CARD, []),
    ]).toEqual(["manner", "retention", undefined, undefined]);
  });

  it("takes another item, loses one, and gets one", () => {
    const question = aQuestion({ ref: "new" });
    expect([
      shapeOf(replacedAt(CARD, [1, 1, 0], question)),
      shapeOf(removedAt(CARD, [0, 1])),
      shapeOf(insertedAt(CARD, [0, 1], question)),
      shapeOf(removedAt(CARD, [0])),
    ]).toEqual([
      "opening(greeting reason) manner(holds closing(new))",
      "opening(greeting) manner(holds closing(retention))",
      "opening(greeting new reason) manner(holds closing(retention))",
      "manner(holds closing(retention))",
    ]);
  });

  it("changes within its section, and not beyond", () => {
    expect([canMove(CARD, [0], -1), canMove(CARD, [0, 0], 1), shapeOf(movedBy(CARD, [1, 1], -1))]).toEqual([
      false,
      true,
      "opening(greeting reason) manner(closing(retention) holds)",
    ]);
    expect(movedBy(CARD, [0, 1], 1)).toBe(CARD);
  });

  it("changes to the end of another section, or of the scorecard", () => {
    expect([shapeOf(movedInto(CARD, [0, 0], "closing")), shapeOf(movedInto(CARD, [1, 1], null))]).toEqual([
      "opening(reason) manner(holds closing(retention greeting))",
      "opening(greeting reason) manner(holds) closing(retention)",
    ]);
  });

  it("is never within itself, nor deeper than five sections", () => {
    const deep = ["d", "c", "b", "a"].reduce<Section>(
      (inner, ref) => aSection({ ref, items: [inner] }),
      aSection({ ref: "e", items: [GREETING] }),
    );
    const card = aScorecard({
      sections: [deep, aSection({ ref: "pair", items: [aSection({ ref: "in" })] })],
    });
    const places = (path: readonly number[]) =>
      destinationsOf(card, path).map((entry) => entry?.item.ref ?? "the scorecard");
    expect([places([1]), places([1, 0]), places([0, 0])]).toEqual([
      ["a", "b", "c"],
      ["the scorecard", "a", "b", "c", "d"],
      ["the scorecard", "pair"],
    ]);
  });
});

describe("a reference id", () => {
  it("is made from a title, in any script, and is not taken", () => {
    expect([
      refFrom("Did the agent greet?", [], "question"),
      refFrom("Grüße & <b>Café</b>", [], "question"),
      refFrom("挨拶しましたか", [], "question"),
      refFrom("???", ["question"], "question"),
      refFrom("Greeting", ["greeting", "greeting-2"], "question"),
      refFrom("Did the agent say anything that nobody would want to hear?", [], "question"),
    ]).toEqual([
      "did-the-agent-greet",
      "gruße-b-cafe-b",
      "挨拶しましたか",
      "question-2",
      "greeting-3",
      "did-the-agent-say-anything-that-nobody",
    ]);
  });

  it("is another one in a copy, also where the copy refers to itself", () => {
    const asking = {
      enablement: { condition: { operands: [{ question: "greeting", options: ["yes"] }] } },
    };
    const failing = { ranges: [{ minimum: 0, maximum: 9, fails_section: "opening" }] };
    const section = aSection({ items: [GREETING, { ...HOLDS, ...failing, ...asking }] });
    const copy = copyOf(aScorecard({ sections: [section] }), section) as Section;
    expect(shape([copy])).toBe(
      "opening-2(did-the-agent-give-b-their-b-name how-often-was-the-customer-put-on-hold)",
    );
    expect(copy.items[1]).toMatchObject({
      ranges: [{ fails_section: "opening-2" }],
      enablement: { condition: { operands: [{ question: "did-the-agent-give-b-their-b-name" }] } },
    });
  });

  it("can be renewed, and conditions follow", () => {
    const { scorecard, ref } = withNewRef(CARD, questionOf(CARD, "reason"));
    expect([ref, shapeOf(scorecard), conditionWords(questionOf(scorecard, "retention"), scorecard)]).toEqual([
      "why-did-the-customer-call",
      "opening(greeting why-did-the-customer-call) manner(holds closing(retention))",
      "only if “Why did the customer call?” is one of these options: To cancel",
    ]);
  });

  it("that is there twice is renewed in one place, and what refers to it stays", () => {
    const card = aScorecard({ sections: [aSection({ items: [REASON, REASON] }), ...CARD.sections.slice(1)] });
    const { scorecard } = withNewRef(card, itemAt(card, [0, 1]) as Item);
    expect([shapeOf(scorecard), conditionWords(questionOf(scorecard, "retention"), scorecard)]).toEqual([
      "opening(reason why-did-the-customer-call) manner(holds closing(retention))",
      "only if “Why did the customer call?” is one of these options: To cancel",
    ]);
  });
});

describe("new parts", () => {
  it("can be answered at once", () => {
    expect([
      newQuestion(CARD, "New", "single_select").options.map(({ text, score }) => [text, score]),
      newQuestion({ ...CARD, scoring: "points" }, "New", "single_select").options.map(({ points }) => points),
      newQuestion({ ...CARD, scoring: "off" }, "New", "single_select").options.map(({ score }) => score),
      newQuestion(CARD, "New", "numeric"),
      newSection(CARD, "Opening").ref,
    ]).toEqual([
      [
        ["Yes", 10],
        ["No", 0],
      ],
      [10, 0],
      [null, null],
      expect.objectContaining({ minimum: 0, maximum: 10, options: [] }),
      "opening-2",
    ]);
  });

  it("continue where the thresholds so far end", () => {
    const first = { ...newThreshold([]), name: "Low", maximum: 60 };
    expect([newThreshold([]), newThreshold([first])]).toEqual([
      { name: "", minimum: 0, maximum: 100 },
      { name: "", minimum: 60, maximum: 100 },
    ]);
  });

  it("keep what another type can have", () => {
    expect([
      withType(aQuestion(), "multi_select").options.length,
      withType(aQuestion(), "numeric"),
      withType(aQuestion(HOLDS), "text"),
    ]).toEqual([
      2,
      expect.objectContaining({ options: [], minimum: 0, maximum: 10 }),
      expect.objectContaining({ ranges: [], minimum: null, maximum: null }),
    ]);
  });
});

describe("a typed number", () => {
  it("is a number, nothing, or wrong", () => {
    expect([
      readTyped(" 12,5 ", WEIGHT),
      readTyped("", WEIGHT),
      readTyped("ten", WEIGHT),
      shownNumber(Number.NaN, WEIGHT),
      wrongNumber(12.5, WEIGHT),
      wrongNumber(1.5, SCORE),
      wrongNumber(101, WEIGHT),
      wrongNumber(null, WEIGHT),
    ]).toEqual([
      12.5,
      null,
      Number.NaN,
      "?",
      null,
      "Give a whole number from 0 to 10, or nothing.",
      "Give a number from 0 to 100, or nothing.",
      null,
    ]);
  });
});

describe("what is not finished", () => {
  const [option] = aQuestion().options;
  const unfinished = aScorecard({
    title: " ",
    thresholds: [{ name: "", minimum: 0, maximum: 100 }],
    sections: [
      aSection({
        title: "",
        items: [
          aQuestion({ options: [{ ...option, text: "" }] }),
          {
            ...HOLDS,
            enablement: { condition: { operands: [{ question: "greeting", options: [] }] } },
            ranges: [{ minimum: 0, maximum: 2.5, score: 11 }],
          },
        ],
      }),
    ],
  });

  it("is said with its place", () => {
    expect(mistakesIn(unfinished)).toEqual([
      { ref: "", sentence: "The scorecard has no title." },
      { ref: "", sentence: "The scorecard has a threshold without a name." },
      { ref: "opening", sentence: "Section 1 has no title." },
      { ref: "greeting", sentence: "Question 1.1 has an option without a text." },
      { ref: "holds", sentence: "Question 1.2, range: Give a whole number." },
      { ref: "holds", sentence: "Question 1.2, score: Give a whole number from 0 to 10, or nothing." },
      {
        ref: "holds",
        sentence: "Question 1.2 has a condition that is not finished: choose a question and an option.",
      },
    ]);
  });

  it("is finished for the preview, and nothing else changes", () => {
    const shown = finished(unfinished);
    expect([shown.title, shown.thresholds, mistakesIn(shown), finished(CARD)]).toEqual([
      "Untitled",
      [],
      [],
      CARD,
    ]);
  });
});

describe("what this browser keeps", () => {
  it("is read again, also numbers that are none", () => {
    const section = aSection({ items: [{ ...HOLDS, weight: 40 }] });
    const holds = { ...(section.items[0] as Question), weight: Number.NaN };
    const scorecard = { ...CARD, sections: [{ ...section, items: [holds] }] };
    keep("key", { revision: 3, at: "2026-11-26T08:00:00Z", scorecard });
    expect(keptAt("key")).toEqual({ revision: 3, at: "2026-11-26T08:00:00Z", scorecard });
    forget("key");
    expect(keptAt("key")).toBeNull();
  });

  it("is nothing if it cannot be read", () => {
    window.localStorage.setItem("key", '{"revision": 3, "at": "", "scorecard": {"sections": [{}]}}');
    expect(keptAt("key")).toBeNull();
  });
});

describe("two versions", () => {
  const changed = (changes: object, question: object = {}) =>
    differences(
      CARD,
      aScorecard({
        sections: [
          { ref: "opening", title: "Opening", items: [{ ...GREETING, ...question }, REASON] },
          ...CARD.sections.slice(1),
        ],
        ...changes,
      }),
    );
  const NAME = "Question “Did the agent give <b>their</b> name?”";

  it("that are the same differ in nothing", () => {
    expect(changed({})).toEqual([]);
  });

  it("differ in what belongs to the whole", () => {
    expect(changed({ title: "Sales call", scoring: "points", thresholds: [] })).toEqual([
      "Title: “Support call” became “Sales call”.",
      "How the score is made: “weights on questions” became “points”.",
      "Names for scores: “Needs improvement 0 to 70; Good 70 to 100” became nothing.",
    ]);
  });

  it("differ in a question and its options", () => {
    const options = [
      { ref: "yes", text: "Yes, both", score: 10 },
      { ref: "half", text: "Half", score: 5 },
    ];
    expect(changed({}, { weight: null, allow_not_applicable: true, options })).toEqual([
      `${NAME}: weight: 60 became nothing.`,
      `${NAME}: may be not applicable: no became yes.`,
      `${NAME}: option “Yes, both”, text: “Yes” became “Yes, both”.`,
      `${NAME}: option “Half” was added.`,
      `${NAME}: option “No” was removed.`,
    ]);
  });

  it("differ in places and order", () => {
    expect([
      differences(CARD, movedInto(CARD, [0, 0], "closing")),
      differences(CARD, movedBy(CARD, [0, 0], 1)),
      differences(CARD, removedAt(CARD, [1, 1])),
    ]).toEqual([
      [`${NAME} was moved from “Opening” to “Closing”.`],
      ["The order of sections or questions changed."],
      ["Section “Closing” was removed.", "Question “What did the agent offer?” was removed."],
    ]);
  });

  it("differ in a condition", () => {
    const other = replacedAt(CARD, [1, 1, 0], { ...questionOf(CARD, "retention"), enablement: null });
    expect(differences(CARD, other)).toEqual([
      "Question “What did the agent offer?”: it appears: “only if “Why did the customer call?” is one of these options: To cancel” became “always”.",
    ]);
  });
});

describe("words", () => {
  it("name versions, percents, files and places", () => {
    expect([
      versionWords(aSummary({ has_draft: true }) as never),
      versionWords(aSummary({ active_version: 0, latest_version: 3 }) as never),
      percentWords(null),
      percentWords(0),
      fileName("Support <call> / 2026", "yaml"),
      fileName("???", "json"),
      refAt(CARD, "sections.1.items.1.items.0.title"),
      refAt(CARD, "title"),
    ]).toEqual([
      "Version 1, draft of version 2",
      "Last version 3",
      "–",
      "0 %",
      "support-call-2026.yaml",
      "scorecard.json",
      "retention",
      "",
    ]);
  });
});

describe("what is sent", () => {
  it("has nothing in it that the server adds, and every section", () => {
    const empty = aSection({ items: [] });
    expect([withoutDefaults(CARD), withoutDefaults(aScorecard({ sections: [empty] }))]).toMatchObject([
      { title: "Support call", sections: [{ items: [GREETING, REASON] }, { items: [HOLDS, {}] }] },
      { sections: [{ ref: "opening", items: [] }] },
    ]);
    expect(JSON.stringify(withoutDefaults(CARD))).not.toMatch(/null|false|""|\[\]/);
    expect(aScorecard(withoutDefaults(CARD))).toEqual(CARD);
  });
});

describe("the bounds of numbers", () => {
  const bounds = (schema: keyof typeof components.schemas, field: string) => {
    const { properties } = components.schemas[schema] as { properties: Record<string, Bounded> };
    const given = properties[field];
    const { minimum, maximum } = given?.anyOf?.find(({ type }) => type !== "null") ?? given ?? {};
    return [minimum, maximum];
  };

  it("are those of the API's description", () => {
    const limits = ({ least, most }: Limits) => [least, most];
    expect([
      limits(WEIGHT),
      limits(SCORE),
      limits(POINTS),
      limits(WHOLE),
      limits(REQUIRED_WHOLE),
      limits(PERCENT),
    ]).toEqual([
      bounds("Question", "weight"),
      bounds("Option", "score"),
      bounds("Option", "points"),
      bounds("Question", "minimum"),
      bounds("Range", "minimum"),
      bounds("Threshold", "minimum"),
    ]);
  });
});

interface Bounded {
  readonly type?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly anyOf?: readonly Bounded[];
}
