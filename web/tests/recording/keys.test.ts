import { describe, expect, it } from "vitest";
import { momentIn, recordingAddress } from "../../src/recording/address";
import { ACTIONS, actionOf, KEYS } from "../../src/recording/keys";

function pressed(key: string, markup = "<p></p>", changes: Partial<KeyboardEvent> = {}) {
  const box = document.createElement("div");
  box.innerHTML = markup;
  const event = { key, target: box.firstElementChild, defaultPrevented: false };
  return actionOf({ ...event, ctrlKey: false, altKey: false, metaKey: false, ...changes });
}

describe("a key", () => {
  it("does one thing", () => {
    const keys = ACTIONS.flatMap((action) => KEYS[action].keys);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it.each([
    [" ", "play"],
    ["ArrowLeft", "back"],
    ["B", "bookmark"],
    ["?", "help"],
    ["[", "loop-from"],
    ["Enter", null],
    ["q", null],
  ])("%s means %s", (key, action) => {
    expect(pressed(key)).toBe(action);
  });

  it.each(["<input>", "<input type=search>", "<textarea></textarea>", "<select></select>"])(
    "means nothing in %s",
    (field) => {
      expect([" ", "b", "ArrowLeft"].map((key) => pressed(key, field))).toEqual([null, null, null]);
    },
  );

  it("of an arrow moves the slider that has the focus; letters still work there", () => {
    const field = "<input type=range>";
    expect(["ArrowLeft", "b", " "].map((key) => pressed(key, field))).toEqual([null, "bookmark", "play"]);
  });

  it("means nothing with Ctrl, Alt or Meta, or after something else has used it", () => {
    const changes = [{ ctrlKey: true }, { altKey: true }, { metaKey: true }, { defaultPrevented: true }];
    expect(changes.map((change) => pressed("c", "<p></p>", change))).toEqual([null, null, null, null]);
  });

  it("of space presses the button that has the focus; letters still work there", () => {
    expect([pressed(" ", "<button></button>"), pressed("b", "<button></button>")]).toEqual([
      null,
      "bookmark",
    ]);
  });
});

describe("an address", () => {
  it("of a recording has no dots, slashes and percent signs of its own", () => {
    expect(recordingAddress("a.b/c%:80:7", 83.26)).toBe("/recordings/a%2Eb%2Fc%25%3A80%3A7?at=83.3");
  });

  it.each([
    ["83.5", 83.5],
    ["0", 0],
    ["-1", null],
    ["1e9", null],
    ["NaN", null],
    ["", null],
    [undefined, null],
  ])("with the moment %s begins at %s", (text, at) => {
    expect(momentIn(text)).toBe(at);
  });
});
