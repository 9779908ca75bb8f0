import { describe, expect, it } from "vitest";
import { CONFIGURATION, ME } from "../../src/access/answers";
import { ContractError, read } from "../../src/api/reading";
import { CONFIGURATION as SENT } from "../samples";

describe("who is signed in", () => {
  it("is called by the user name when no email address is known", () => {
    expect(read(ME, { username: "u-1", role: "Agent", rights: [] }).email).toBe("u-1");
  });

  it("in no known role is refused", () => {
    expect(() => read(ME, { username: "u-1", role: "Emperor" })).toThrow(ContractError);
  });
});

describe("the configuration", () => {
  it("is read as it was sent", () => {
    expect(read(CONFIGURATION, SENT)).toEqual(SENT);
  });
});
