import { beforeEach, describe, expect, it, vi } from "vitest";
import { Problem, unreachable } from "../../src/api/problem";
import { type Answered, UNANSWERED } from "../../src/evaluation/answer";
import type { Content } from "../../src/evaluation/answers";
import { DraftCopy } from "../../src/evaluation/draft-copy";
import { DraftSaver, LONGEST_MILLISECONDS, PAUSE_MILLISECONDS } from "../../src/evaluation/draft-saver";
import {
  type DraftState,
  firstState,
  isSame,
  merged,
  reduceDraft,
  type Stored,
  statusOf,
} from "../../src/evaluation/draft-state";

const EMPTY: Content = { answers: {}, comment: "", private: "" };
const choice = (ref: string): Answered => ({ ...UNANSWERED, answer: { StringValue: ref } });
const content = (answers: Record<string, Answered>, comment = ""): Content => ({
  ...EMPTY,
  answers,
  comment,
});
const stored = (revision: number, of: Content = EMPTY, isOpen = true): Stored => ({
  revision,
  content: of,
  isOpen,
});
const STALE = new Problem(412, "Stale", "It was changed.");

/** A server with one draft, whose line to the page the test cuts. */
class DraftServer {
  now = stored(1);
  line: "up" | "down" | "loses-answers" = "up";
  saves = 0;
  refusal: Problem | null = null;
  /** Everything that it ever had, in order. */
  readonly had: string[] = [];

  save = async (state: Pick<DraftState, "base" | "content">): Promise<Stored> => {
    this.saves += 1;
    const { line } = this;
    await pause();
    if (line === "down") throw unreachable();
    if (this.refusal !== null) throw this.refusal;
    if (state.base.revision !== this.now.revision) {
      throw line === "loses-answers" ? unreachable() : STALE;
    }
    this.store(state.content);
    if (line === "loses-answers") throw unreachable();
    return this.now;
  };

  read = async (): Promise<Stored> => {
    await pause();
    if (this.line !== "up") throw unreachable();
    return this.now;
  };

  /** Another tab of the same person. */
  elsewhere(ref: string, answered: Answered): void {
    const before = this.now.content;
    this.store({ ...before, answers: { ...before.answers, [ref]: answered } });
  }

  private store(next: Content): void {
    this.now = stored(this.now.revision + 1, next);
    for (const [ref, { answer }] of Object.entries(next.answers)) this.had.push(ref + JSON.stringify(answer));
  }
}

const ANSWER_MILLISECONDS = 50;
const pause = () => new Promise((resolve) => setTimeout(resolve, ANSWER_MILLISECONDS));
const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

/** The page of the draft, with the copy that the browser has. */
function open(server: DraftServer) {
  const copy = new DraftCopy("u-1", "e-1");
  const ports = {
    save: server.save,
    read: server.read,
    keep: (state: DraftState) => copy.keep(state),
    stored: () => undefined,
  };
  const saver = new DraftSaver(ports, server.now, copy.read());
  return { saver, status: () => statusOf(saver.state.get()) };
}

describe("a draft", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });

  it("is saved once, a moment after the last change", async () => {
    const server = new DraftServer();
    const { saver, status } = open(server);
    saver.edit({ ref: "a", changes: choice("yes") });
    await pass(PAUSE_MILLISECONDS - 100);
    saver.edit({ comment: "Well done." });
    const waiting = [server.saves, status()];
    await pass(PAUSE_MILLISECONDS + ANSWER_MILLISECONDS);
    expect([waiting, server.saves, status(), server.now.content]).toEqual([
      [0, "waiting"],
      1,
      "saved",
      content({ a: choice("yes") }, "Well done."),
    ]);
  });

  it("is saved now and then while someone writes without a pause", async () => {
    const server = new DraftServer();
    const { saver } = open(server);
    for (let time = 0; time < LONGEST_MILLISECONDS + 1_000; time += 500) {
      saver.edit({ comment: "x".repeat(time / 500) });
      await pass(500);
    }
    expect(server.saves).toBe(1);
  });

  it("sends what was typed during a save afterwards", async () => {
    const server = new DraftServer();
    const { saver, status } = open(server);
    saver.edit({ comment: "one" });
    await pass(PAUSE_MILLISECONDS + 10);
    saver.edit({ comment: "two" });
    expect(status()).toBe("saving");
    await pass(2 * PAUSE_MILLISECONDS + 2 * ANSWER_MILLISECONDS);
    expect([server.now.content.comment, server.now.revision, status()]).toEqual(["two", 3, "saved"]);
  });

  it("without a connection says so, and is saved when it is back", async () => {
    const server = new DraftServer();
    const { saver, status } = open(server);
    server.line = "down";
    saver.edit({ comment: "kept" });
    await pass(PAUSE_MILLISECONDS + ANSWER_MILLISECONDS);
    const lost = status();
    server.line = "up";
    saver.retry();
    await pass(ANSWER_MILLISECONDS);
    expect([lost, status(), server.now.content.comment]).toEqual(["offline", "saved", "kept"]);
  });

  it("tries again by itself", async () => {
    const server = new DraftServer();
    const { saver, status } = open(server);
    server.line = "down";
    saver.edit({ comment: "kept" });
    await pass(PAUSE_MILLISECONDS + 20_000);
    server.line = "up";
    await pass(60_000);
    expect([status(), server.now.content.comment]).toEqual(["saved", "kept"]);
  });

  it("recognises its own save whose answer was lost", async () => {
    const server = new DraftServer();
    const { saver, status } = open(server);
    server.line = "loses-answers";
    saver.edit({ comment: "one" });
    await pass(PAUSE_MILLISECONDS + ANSWER_MILLISECONDS);
    saver.edit({ comment: "two" });
    await pass(PAUSE_MILLISECONDS + ANSWER_MILLISECONDS);
    server.line = "up";
    await pass(60_000);
    expect([status(), server.now.content.comment]).toEqual(["saved", "two"]);
  });

  it("does not try again what the server refuses, until it is changed", async () => {
    const server = new DraftServer();
    const { saver, status } = open(server);
    server.refusal = new Problem(422, "No", "Too long.");
    saver.edit({ comment: "much" });
    await pass(60_000);
    const refused = [status(), server.saves];
    server.refusal = null;
    saver.edit({ comment: "less" });
    await pass(PAUSE_MILLISECONDS + ANSWER_MILLISECONDS);
    expect([refused, status()]).toEqual([["refused", 1], "saved"]);
  });

  it("that was changed elsewhere only shows that, if nothing was changed here", async () => {
    const server = new DraftServer();
    const { saver, status } = open(server);
    server.elsewhere("a", choice("yes"));
    saver.seen(server.now);
    expect([status(), saver.state.get().content]).toEqual(["saved", content({ a: choice("yes") })]);
  });

  it("that was changed here and elsewhere waits for the person", async () => {
    const server = new DraftServer();
    const { saver, status } = open(server);
    server.elsewhere("a", choice("theirs"));
    saver.edit({ ref: "a", changes: choice("mine") });
    await pass(60_000);
    expect([status(), server.saves, server.now.content]).toEqual([
      "conflict",
      1,
      content({ a: choice("theirs") }),
    ]);
  });

  it("takes theirs", async () => {
    const server = new DraftServer();
    const { saver, status } = open(server);
    server.elsewhere("a", choice("theirs"));
    saver.edit({ ref: "a", changes: choice("mine") });
    await pass(10_000);
    saver.takeTheirs();
    await pass(10_000);
    expect([status(), saver.state.get().content]).toEqual(["saved", content({ a: choice("theirs") })]);
  });

  it("keeps mine, and theirs where nothing was changed here", async () => {
    const server = new DraftServer();
    const { saver, status } = open(server);
    server.elsewhere("a", choice("theirs"));
    server.elsewhere("b", choice("theirs"));
    saver.edit({ ref: "a", changes: choice("mine") });
    await pass(10_000);
    saver.keepMine();
    await pass(10_000);
    expect([status(), server.now.content]).toEqual([
      "saved",
      content({ a: choice("mine"), b: choice("theirs") }),
    ]);
  });

  it("that was submitted elsewhere can only be taken as it is", async () => {
    const server = new DraftServer();
    const { saver, status } = open(server);
    server.now = stored(2, EMPTY, false);
    saver.edit({ comment: "late" });
    await pass(10_000);
    const before = status();
    saver.keepMine();
    await pass(10_000);
    expect([before, status(), server.saves]).toEqual(["conflict", "conflict", 1]);
  });

  it("is saved at once when the page is left", async () => {
    const server = new DraftServer();
    const { saver } = open(server);
    saver.edit({ comment: "last" });
    void saver.flush(true);
    await pass(ANSWER_MILLISECONDS);
    expect(server.now.content.comment).toBe("last");
  });

  it("ends a flush only when everything is stored", async () => {
    const server = new DraftServer();
    const { saver } = open(server);
    saver.edit({ comment: "one" });
    await pass(PAUSE_MILLISECONDS + 10);
    saver.edit({ comment: "two" });
    const flushed = saver.flush();
    await pass(1_000);
    expect([await flushed, server.now.content.comment]).toEqual([true, "two"]);
    server.line = "down";
    saver.edit({ comment: "three" });
    const failed = saver.flush();
    await pass(1_000);
    expect(await failed).toBe(false);
  });
});

describe("the copy in the browser", () => {
  const KEY = "ringkeep.kept.u-1.draft.e-1";

  it("is there only as long as something is not stored", () => {
    const copy = new DraftCopy("u-1", "e-1");
    const edited = reduceDraft(firstState(stored(1)), { name: "edited", edit: { comment: "x" } });
    copy.keep(edited);
    const there = window.localStorage.getItem(KEY) !== null;
    copy.keep(reduceDraft(reduceDraft(edited, { name: "sent" }), { name: "stored", revision: 2 }));
    expect([there, window.localStorage.getItem(KEY)]).toEqual([true, null]);
  });

  it("brings an unsaved draft back, for this person and this evaluation only", () => {
    const edited = reduceDraft(firstState(stored(1)), { name: "edited", edit: { comment: "x" } });
    new DraftCopy("u-1", "e-1").keep(edited);
    expect([
      new DraftCopy("u-1", "e-1").read()?.content.comment,
      new DraftCopy("u-2", "e-1").read(),
      new DraftCopy("u-1", "e-2").read(),
    ]).toEqual(["x", null, null]);
  });

  it("is ignored if it cannot be read", () => {
    window.localStorage.setItem(KEY, '{"content": 3}');
    expect(new DraftCopy("u-1", "e-1").read()).toBeNull();
  });

  it("is saved when the page is opened again", async () => {
    vi.useFakeTimers();
    const server = new DraftServer();
    const edited = reduceDraft(firstState(stored(1)), { name: "edited", edit: { comment: "x" } });
    new DraftCopy("u-1", "e-1").keep(edited);
    const { status } = open(server);
    await pass(PAUSE_MILLISECONDS + ANSWER_MILLISECONDS);
    expect([status(), server.now.content.comment]).toEqual(["saved", "x"]);
  });
});

describe("merging", () => {
  it("prefers mine only where I changed something", () => {
    const base = content({ a: choice("1"), b: choice("1") }, "base");
    const mine = { ...content({ a: choice("2"), b: choice("1") }, "base"), private: "mine" };
    const theirs = { ...content({ a: choice("3"), b: choice("3") }, "theirs"), private: "theirs" };
    expect(merged(base, mine, theirs)).toEqual({
      answers: { a: choice("2"), b: choice("3") },
      comment: "theirs",
      private: "mine",
    });
  });
});

/** Numbers that look random and are the same in each run. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const REFS = ["a", "b", "constructor"];

describe("in any order of changes, answers and losses", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });

  it.each(Array.from({ length: 150 }, (_, index) => index + 1))("no edit is lost (%d)", async (seed) => {
    const random = randomFrom(seed);
    const server = new DraftServer();
    let { saver } = open(server);
    let typed = 0;
    /** What the person typed last, where nothing else was chosen since. */
    const mine = new Map<string, string>();
    const shown = () => saver.state.get().content.answers;
    const act: (() => unknown)[] = [
      () => {
        const ref = REFS[random(REFS.length)] ?? "a";
        typed += 1;
        mine.set(ref, `mine ${typed}`);
        saver.edit({ ref, changes: choice(`mine ${typed}`) });
      },
      () => pass(random(3_000)),
      () => pass(random(100)),
      () => {
        server.line = (["up", "down", "loses-answers", "up"] as const)[random(4)] ?? "up";
      },
      () => {
        if (random(3) > 0) return;
        const ref = REFS[random(REFS.length)] ?? "a";
        typed += 1;
        server.elsewhere(ref, choice(`theirs ${typed}`));
      },
      () => {
        if (statusOf(saver.state.get()) !== "conflict") return;
        if (random(2) === 0) {
          saver.keepMine();
          return;
        }
        saver.takeTheirs();
        mine.clear();
      },
      () => void saver.flush(random(2) === 0),
      () => saver.retry(),
      () => {
        // The page is closed and opened again, with what the browser kept.
        if (random(4) > 0 || server.line !== "up") return;
        saver.stop();
        ({ saver } = open(server));
      },
    ];
    for (let step = 0; step < 60; step += 1) {
      await act[random(act.length)]?.();
      for (const [ref, text] of mine) {
        const present = ref + JSON.stringify(shown()[ref]?.answer);
        const wanted = ref + JSON.stringify({ StringValue: text });
        // Someone else's change may be shown, if it came after mine was stored.
        const stored = server.had.indexOf(wanted);
        const isLater = stored >= 0 && server.had.indexOf(present, stored) > stored;
        expect(present === wanted || isLater, `${present}, not ${wanted}`).toBe(true);
      }
    }
    server.line = "up";
    await pass(200_000);
    saver.seen(server.now);
    await pass(200_000);
    if (statusOf(saver.state.get()) === "conflict") saver.keepMine();
    await pass(200_000);
    expect(statusOf(saver.state.get())).toBe("saved");
    expect(isSame(server.now.content, saver.state.get().content)).toBe(true);
  });
});
