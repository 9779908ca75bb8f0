import { describe, expect, it } from "vitest";
import { Problem } from "../../src/api/problem";
import { type Board, EMPTY_BOARD, keyOf, reduceBoard } from "../../src/live/board";
import { aMessage, aService, aSnapshot, aUser } from "../samples";

const AT = 1_000;

function boardOf(...users: ReturnType<typeof aUser>[]): Board {
  return reduceBoard(EMPTY_BOARD, { type: "snapshot", snapshot: aSnapshot(users), at: AT });
}

function afterPush(board: Board, ...changes: Parameters<typeof aMessage>): Board {
  return reduceBoard(board, { type: "message", message: aMessage(...changes), at: AT });
}

function userOf(board: Board, extensionId: string) {
  return board.users.get(keyOf({ service: "Main", account_id: "8001", extension_id: extensionId }));
}

describe("a pushed user", () => {
  it("replaces the line with the lower version", () => {
    const board = afterPush(boardOf(aUser("101", { version: 3 })), [
      aUser("101", { version: 4, status: "Ringing" }),
    ]);
    expect(userOf(board, "101")?.status).toBe("Ringing");
  });

  it("that comes late changes nothing", () => {
    const known = aUser("101", { version: 3, status: "OnPhone" });
    const board = afterPush(boardOf(known), [aUser("101", { version: 2, status: "Ringing" })]);
    expect(userOf(board, "101")).toBe(known);
  });

  it("of the same version brings changes that have no version of their own", () => {
    const board = afterPush(boardOf(aUser("101")), [aUser("101", { stale: true })]);
    expect(userOf(board, "101")?.stale).toBe(true);
  });

  it("without a difference stays the same object, so that its row is not rendered", () => {
    const known = aUser("101");
    expect(userOf(afterPush(boardOf(known), [aUser("101")]), "101")).toBe(known);
  });

  it("who is new appears", () => {
    expect(afterPush(boardOf(), [aUser("102")]).users.size).toBe(1);
  });

  it("of another service with the same extension id is another line", () => {
    expect(afterPush(boardOf(aUser("101")), [aUser("101", { service: "Branch" })]).users.size).toBe(2);
  });

  it("of another account with the same extension id is another line", () => {
    expect(afterPush(boardOf(aUser("101")), [aUser("101", { account_id: "9" })]).users.size).toBe(2);
  });
});

describe("a removed user", () => {
  it("disappears", () => {
    const board = afterPush(boardOf(aUser("101")), [], {
      removed: [{ service: "Main", account_id: "8001", extension_id: "101" }],
    });
    expect(board.users.size).toBe(0);
  });
});

describe("a snapshot", () => {
  it("drops users that it no longer holds", () => {
    const board = reduceBoard(boardOf(aUser("101"), aUser("102")), {
      type: "snapshot",
      snapshot: aSnapshot([aUser("102")]),
      at: AT,
    });
    expect([...board.users.values()].map((user) => user.extension_id)).toEqual(["102"]);
  });

  it("does not undo a push that overtook it", () => {
    const board = reduceBoard(boardOf(aUser("101", { version: 5, status: "OnHold" })), {
      type: "snapshot",
      snapshot: aSnapshot([aUser("101", { version: 4, status: "OnPhone" })]),
      at: AT,
    });
    expect(userOf(board, "101")?.status).toBe("OnHold");
  });

  it("clears the problem of the attempt before it", () => {
    const failed = reduceBoard(boardOf(), { type: "problem", problem: new Problem(503, "Busy", "") });
    const board = reduceBoard(failed, { type: "snapshot", snapshot: aSnapshot([]), at: AT });
    expect([failed.problem?.title, board.problem]).toEqual(["Busy", null]);
  });
});

describe("a pushed service", () => {
  it("replaces its earlier state and leaves the others", () => {
    const board = afterPush(
      reduceBoard(EMPTY_BOARD, {
        type: "snapshot",
        snapshot: aSnapshot([], { services: [aService(), aService({ service: "Branch" })] }),
        at: AT,
      }),
      [],
      { services: [aService({ service: "Branch", stale: true })] },
    );
    expect([...board.services.values()].map((service) => service.stale)).toEqual([false, true]);
  });
});

describe("merging", () => {
  it("has the same result in every order of messages", () => {
    const messages = [2, 3, 4].map((version) => [
      aUser("101", { version, status: version === 4 ? "Busy" : "Ringing" }),
    ]);
    const orders = [
      [0, 1, 2],
      [2, 1, 0],
      [1, 2, 0],
      [2, 0, 1],
    ];
    const ends = orders.map((order) =>
      order.reduce((board, index) => afterPush(board, messages[index] ?? []), boardOf(aUser("101"))),
    );
    expect(ends.map((board) => userOf(board, "101")?.status)).toEqual(["Busy", "Busy", "Busy", "Busy"]);
  });
});
