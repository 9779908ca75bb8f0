import * as v from "valibot";
import { describe, expect, it } from "vitest";
import {
  ContractError,
  flag,
  list,
  number,
  read,
  readJson,
  text,
  textOrNull,
  word,
} from "../../src/api/reading";

const THING = v.object({
  name: text,
  note: textOrNull,
  size: number,
  open: flag(true),
  parts: list(text),
  colour: word(["red", "blue", "other"], "other"),
});

const SENT = { name: "a", note: "b", size: 1, open: false, parts: ["c"], colour: "red" };

describe("an answer", () => {
  it("is read as it was sent", () => {
    expect(read(THING, SENT)).toEqual(SENT);
  });

  it("may leave out what is optional", () => {
    expect(read(THING, { name: "a", size: 1 })).toEqual({
      name: "a",
      note: null,
      size: 1,
      open: true,
      parts: [],
      colour: "other",
    });
  });

  it("is reduced to the fields of its schema", () => {
    const hostile = JSON.parse('{"name":"a","size":1,"secret":"x","__proto__":{"admin":true}}');
    const thing = read(THING, hostile);
    expect([Object.keys(thing).sort(), "admin" in thing]).toEqual([
      ["colour", "name", "note", "open", "parts", "size"],
      false,
    ]);
  });

  it.each([
    ["null", null],
    ["a text", "name"],
    ["a list", [SENT]],
    ["an empty object", {}],
    ["a number where a text belongs", { ...SENT, name: 7 }],
    ["a text where a number belongs", { ...SENT, size: "1" }],
    ["an infinite number", { ...SENT, size: Number.POSITIVE_INFINITY }],
    ["a text where a list belongs", { ...SENT, parts: "many" }],
    ["a list with a wrong item", { ...SENT, parts: ["c", 7] }],
    ["an object where a text or null belongs", { ...SENT, note: {} }],
  ])("that is %s is refused", (_, value) => {
    expect(() => read(THING, value)).toThrow(ContractError);
  });

  it("that is refused names the field", () => {
    expect(() => read(THING, { ...SENT, parts: ["c", 7] })).toThrow(/^parts\.1: /);
  });
});

describe("a text", () => {
  it("that is not JSON is refused", () => {
    expect(() => readJson(THING, "<html>")).toThrow(ContractError);
  });
});
