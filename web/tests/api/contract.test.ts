import { describe, expect, it } from "vitest";
import {
  ContractError,
  readConfiguration,
  readLiveMessage,
  readMe,
  readSnapshot,
} from "../../src/api/contract";
import { aCall, aMessage, aService, aSnapshot, CONFIGURATION } from "../samples";

describe("a snapshot", () => {
  it("is read as it was sent", () => {
    const sent = aSnapshot([aCall("101")], { services: [aService()] });
    expect(readSnapshot(JSON.parse(JSON.stringify(sent)))).toEqual(sent);
  });

  it("may leave out what is not known", () => {
    const [user] = readSnapshot({
      version: 1,
      as_of: "2026-03-02T12:00:00Z",
      users: [{ service: "Main", extension_id: "1", name: "A", status: "Available", version: 0 }],
    }).users;
    expect([user?.since, user?.other_party, user?.calls]).toEqual([null, null, 0]);
  });

  it("with a status of tomorrow shows it as not known", () => {
    const sent = { ...aSnapshot([]), users: [{ ...aCall("1"), status: "Levitating" }] };
    expect(readSnapshot(sent).users[0]?.status).toBe("Unknown");
  });

  it.each([[null], [[]], [{}], [{ ...aSnapshot([]), users: "many" }], [{ ...aSnapshot([]), version: "1" }]])(
    "that is none is refused",
    (value) => {
      expect(() => readSnapshot(value)).toThrow(ContractError);
    },
  );
});

describe("a frame of the socket", () => {
  it("with users is read as it was sent", () => {
    const sent = aMessage([aCall("101")], { removed: [{ service: "Main", extension_id: "102" }] });
    expect(readLiveMessage(JSON.stringify(sent))).toEqual(sent);
  });

  it("of an unknown kind is passed over", () => {
    expect(readLiveMessage('{"type":"weather"}')).toBeNull();
  });

  it("that is no JSON is refused", () => {
    expect(() => readLiveMessage("<html>")).toThrow(ContractError);
  });
});

describe("who is signed in", () => {
  it("is called by the user name where no address is known", () => {
    expect(readMe({ username: "u-1", role: "Agent", rights: [] }).email).toBe("u-1");
  });

  it("in no known role is refused", () => {
    expect(() => readMe({ username: "u-1", role: "Emperor" })).toThrow(ContractError);
  });
});

describe("the configuration", () => {
  it("is read as it was sent", () => {
    expect(readConfiguration(CONFIGURATION)).toEqual(CONFIGURATION);
  });
});
