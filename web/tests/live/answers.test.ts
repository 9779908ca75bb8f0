import { describe, expect, it } from "vitest";
import { ContractError, read } from "../../src/api/reading";
import { readLiveMessage, SNAPSHOT } from "../../src/live/answers";
import { aCall, aMessage, aService, aSnapshot } from "../samples";

describe("a snapshot", () => {
  it("is read as it was sent", () => {
    const sent = aSnapshot([aCall("101")], { services: [aService()] });
    expect(read(SNAPSHOT, JSON.parse(JSON.stringify(sent)))).toEqual(sent);
  });

  it("may leave out what is not known", () => {
    const [user] = read(SNAPSHOT, {
      version: 1,
      as_of: "2026-03-02T12:00:00Z",
      users: [{ service: "Main", extension_id: "1", name: "A", status: "Available", version: 0 }],
    }).users;
    expect([user?.since, user?.other_party, user?.calls, user?.stale]).toEqual([null, null, 0, false]);
  });

  it("of a service without its flags takes it for stale, so that no old line looks current", () => {
    const [service] = read(SNAPSHOT, { ...aSnapshot([]), services: [{ service: "Main" }] }).services;
    expect([service?.stale, service?.events_arrive, service?.caller_names]).toEqual([true, false, true]);
  });

  it("with a status that is not known yet shows Unknown", () => {
    const sent = { ...aSnapshot([]), users: [{ ...aCall("1"), status: "Levitating" }] };
    expect(read(SNAPSHOT, sent).users[0]?.status).toBe("Unknown");
  });

  it.each([[null], [[]], [{}], [{ ...aSnapshot([]), users: "many" }], [{ ...aSnapshot([]), version: "1" }]])(
    "that is none is refused",
    (value) => {
      expect(() => read(SNAPSHOT, value)).toThrow(ContractError);
    },
  );
});

describe("a frame of the socket", () => {
  it("with users is read as it was sent", () => {
    const sent = aMessage([aCall("101")], {
      removed: [{ service: "Main", account_id: "8001", extension_id: "102" }],
    });
    expect(readLiveMessage(JSON.stringify(sent))).toEqual(sent);
  });

  it("of an unknown type is ignored", () => {
    expect(readLiveMessage('{"type":"weather"}')).toBeNull();
  });

  it.each(["<html>", "null", "7", '{"type":"users","users":[{}]}', '{"type":"users","as_of":1}'])(
    "that reads %s is refused",
    (frame) => {
      expect(() => readLiveMessage(frame)).toThrow(ContractError);
    },
  );
});
