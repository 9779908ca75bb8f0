import { describe, expect, it } from "vitest";
import { CONFIGURATION, ME } from "../../src/access/answers";
import { ContractError, read } from "../../src/api/reading";
import { CONFIGURATION as SENT } from "../samples";

describe("who is signed in", () => {
  it("is called by the user name when no email address is known", () => {
    expect(read(ME, { username: "u-1", role: "Agent", rights: [] }).email).toBe("u-1");
  });

  it("is called by their name", () => {
    expect(read(ME, { username: "u-1", name: "Anna", role: "Agent" }).name).toBe("Anna");
  });

  it("with a visibility that is not known yet sees as little as possible", () => {
    expect(read(ME, { username: "u-1", role: "Agent", visibility: "galaxy" }).visibility).toBe("self");
  });

  it("without a security profile is refused", () => {
    expect(() => read(ME, { username: "u-1" })).toThrow(ContractError);
  });
});

describe("the configuration", () => {
  it("is read as it was sent", () => {
    expect(read(CONFIGURATION, SENT)).toEqual(SENT);
  });

  it("of an older server signs out after an hour without activity", () => {
    const { idle_minutes: _, ...older } = SENT;
    expect(read(CONFIGURATION, older).idle_minutes).toBe(60);
  });
});
