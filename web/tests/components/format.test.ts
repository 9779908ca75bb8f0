import { describe, expect, it } from "vitest";
import { age, duration, phoneNumber } from "../../src/components/format";

const SECOND = 1000;
const HOUR = 3600 * SECOND;

describe("a duration", () => {
  it.each([
    [0, "0:00"],
    [7.9 * SECOND, "0:07"],
    [754 * SECOND, "12:34"],
    [HOUR + 123 * SECOND, "1:02:03"],
    [76 * HOUR, "3 d 4 h"],
    [-5 * SECOND, "0:00"],
  ])("of %d ms reads %s", (milliseconds, words) => {
    expect(duration(milliseconds)).toBe(words);
  });
});

describe("an age", () => {
  it.each([
    [-2 * SECOND, "just now"],
    [4 * SECOND, "just now"],
    [12 * SECOND, "12 s ago"],
    [181 * SECOND, "3 min ago"],
    [2 * HOUR, "2 h ago"],
    [25 * HOUR, "1 day ago"],
    [50 * HOUR, "2 days ago"],
  ])("of %d ms reads %s", (milliseconds, words) => {
    expect(age(milliseconds)).toBe(words);
  });
});

describe("a number", () => {
  it.each([
    ["+16505550123", "+1 (650) 555-0123"],
    ["+442071234567", "+442071234567"],
    ["117", "Ext. 117"],
    ["anonymous", "anonymous"],
  ])("%s reads %s", (number, words) => {
    expect(phoneNumber(number)).toBe(words);
  });
});
