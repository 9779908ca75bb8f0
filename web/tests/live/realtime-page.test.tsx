import { fireEvent, screen, within } from "@testing-library/preact";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { loseSocketTwice, openPage, openSocket, pass, push, serving, settle } from "../pages";
import { aCall, aMessage, aProblem, aService, aSnapshot, aUser, NOON } from "../samples";

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse(NOON) });
  window.history.replaceState(null, "", "/realtime");
});

function row(extensionId: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(`[data-extension-id="${extensionId}"]`);
  if (found === null) throw new Error(`No row of ${extensionId}`);
  return found;
}

function cell(extensionId: string, column: string): HTMLElement {
  const found = row(extensionId).querySelector<HTMLElement>(`[data-column="${column}"]`);
  if (found === null) throw new Error(`No cell ${column}`);
  return found;
}

function order(): (string | undefined)[] {
  return [...document.querySelectorAll<HTMLElement>("tr[data-extension-id]")].map(
    (line) => line.dataset.extensionId,
  );
}

function connection(): string | undefined {
  return document.querySelector<HTMLElement>("[data-connection]")?.dataset.connection;
}

function notices(): (string | undefined)[] {
  return [...document.querySelectorAll<HTMLElement>("[data-notice]")].map((notice) => notice.dataset.notice);
}

describe("a line", () => {
  it("of a call shows all of it", async () => {
    await openPage(serving(aSnapshot([aCall("101")])));
    const columns = ["user", "extension", "status", "direction", "number", "name", "queue", "recording"];
    expect(columns.map((column) => cell("101", column).textContent?.trim())).toEqual([
      "User 101",
      "101",
      "On phone",
      "Inbound",
      "+1 (650) 555-0123",
      "Acme Plumbing",
      "Support",
      "Recording",
    ]);
  });

  it("keeps counting", async () => {
    await openPage(serving(aSnapshot([aCall("101")])));
    await pass(65_000);
    expect(cell("101", "since").textContent).toBe("1:05");
  });

  it("counts by the server's clock when this computer's is wrong", async () => {
    await openPage(serving(aSnapshot([aCall("101")], { as_of: "2026-03-02T13:00:00Z" })));
    expect(cell("101", "since").textContent).toBe("1:00:00");
  });

  it("without a call leaves its columns empty", async () => {
    await openPage(serving(aSnapshot([aUser("101")])));
    expect(
      ["direction", "number", "name", "queue", "recording"].map((column) => cell("101", column).textContent),
    ).toEqual(["", "", "", "", ""]);
  });

  it("without a caller's name in the plan says so", async () => {
    const call = aCall("101", { other_party: { number: "+16505550123", name: null, extension_id: null } });
    await openPage(serving(aSnapshot([call], { services: [aService({ caller_names: false })] })));
    expect(cell("101", "name").querySelector("[title]")?.getAttribute("title")).toBe(
      "Caller names are not part of this account's RingCentral plan",
    );
    expect(notices()).toContain("caller-names");
  });

  it("says when a call is not being recorded", async () => {
    await openPage(serving(aSnapshot([aCall("101", { recording: false })])));
    expect(cell("101", "recording").textContent).toBe("Not recording");
  });

  it("says which recordings run and who started them", async () => {
    const recordings = [
      { id: "r1", mode: "Automatic", view: "Party" },
      { id: "r2", mode: "OnDemand", view: "Session" },
      { id: "r3", mode: null, view: null },
    ];
    await openPage(serving(aSnapshot([aCall("101", { recordings })])));
    expect(cell("101", "recording").textContent).toBe(
      "Recording: automatic (one party), on demand (whole call)",
    );
  });

  it("says how many calls there are besides the one shown", async () => {
    await openPage(serving(aSnapshot([aCall("101", { calls: 2 })])));
    expect(cell("101", "status").textContent).toContain("2 calls");
  });

  it("shows markup in a name as text", async () => {
    await openPage(serving(aSnapshot([aUser("101", { name: "<img src=x>" })])));
    expect(cell("101", "user").textContent).toBe("<img src=x>");
  });
});

describe("a push", () => {
  it("changes its line", async () => {
    await openPage(serving(aSnapshot([aUser("101"), aUser("102")])));
    await openSocket();
    await push(aMessage([aCall("102", { version: 2, status: "Ringing" })]));
    expect(row("102").querySelector("[data-status]")?.getAttribute("data-status")).toBe("Ringing");
  });

  it("leaves the other lines' elements alone", async () => {
    await openPage(serving(aSnapshot([aUser("101"), aUser("102")])));
    await openSocket();
    const before = row("101");
    await push(aMessage([aCall("102", { version: 2 })]));
    expect(row("101")).toBe(before);
  });

  it("removes a user", async () => {
    await openPage(serving(aSnapshot([aUser("101"), aUser("102")])));
    await openSocket();
    await push(aMessage([], { removed: [{ service: "Main", account_id: "8001", extension_id: "101" }] }));
    expect(order()).toEqual(["102"]);
  });
});

describe("the connection", () => {
  it("is live with an open socket", async () => {
    await openPage(serving(aSnapshot([aUser("101")])));
    await openSocket();
    expect(connection()).toBe("live");
  });

  it("falls back to polling, and lines keep changing", async () => {
    let snapshot = aSnapshot([aUser("101")]);
    await openPage((path) => serving(snapshot)(path));
    await loseSocketTwice();
    snapshot = aSnapshot([aUser("101", { version: 2, status: "Busy" })]);
    await pass(5_100);
    expect([connection(), cell("101", "status").textContent?.trim()]).toEqual(["polling", "Busy"]);
  });

  it("lost for twenty seconds greys every row and says so", async () => {
    let works = true;
    await openPage((path) =>
      works ? serving(aSnapshot([aUser("101")]))(path) : aProblem(503, "Busy", "Later."),
    );
    await loseSocketTwice();
    works = false;
    await pass(30_000);
    expect([row("101").dataset.stale, notices()]).toEqual(["true", ["disconnected"]]);
  });
});

describe("a service", () => {
  it("shows when it was last updated", async () => {
    await openPage(serving(aSnapshot([aUser("101")])));
    await pass(12_000);
    expect(screen.getByText("last update from RingCentral 12 s ago")).toBeTruthy();
  });

  it("that is stale greys only its own lines", async () => {
    const services = [aService(), aService({ service: "Branch", stale: true })];
    await openPage(serving(aSnapshot([aUser("101"), aUser("102", { service: "Branch" })], { services })));
    expect([row("101").dataset.stale, row("102").dataset.stale]).toEqual(["false", "true"]);
    expect(notices()).toEqual(["stale"]);
  });

  it("whose events do not arrive says that only checks update it", async () => {
    await openPage(serving(aSnapshot([aUser("101")], { services: [aService({ events_arrive: false })] })));
    expect(screen.getByText(/updated by periodic checks\s+only/)).toBeTruthy();
  });

  it("among several is named in its lines", async () => {
    await openPage(
      serving(aSnapshot([aUser("101")], { services: [aService(), aService({ service: "Branch" })] })),
    );
    expect(cell("101", "user").textContent).toContain("Main");
  });
});

describe("filtering and sorting", () => {
  const people = [
    aUser("1", { name: "Anna" }),
    aCall("2", { name: "Bert" }),
    aUser("3", { name: "Cleo", status: "Busy" }),
  ];

  it("shows the users that match the text", async () => {
    await openPage(serving(aSnapshot(people)));
    fireEvent.input(screen.getByRole("searchbox"), { target: { value: "acme" } });
    expect(order()).toEqual(["2"]);
  });

  it("shows the statuses that are pressed", async () => {
    await openPage(serving(aSnapshot(people)));
    fireEvent.click(screen.getByRole("button", { name: /1\s+Busy/ }));
    expect([order(), window.location.search]).toEqual([["3"], "?status=Busy"]);
  });

  it("tells the order to a screen reader", async () => {
    await openPage(serving(aSnapshot(people)));
    const heading = screen.getByRole("columnheader", { name: "User" });
    fireEvent.click(within(heading).getByRole("button"));
    expect([heading.getAttribute("aria-sort"), order()]).toEqual(["descending", ["3", "2", "1"]]);
  });

  it("begins with the view of the address", async () => {
    window.history.replaceState(null, "", "/realtime?status=Busy");
    await openPage(serving(aSnapshot(people)));
    expect(order()).toEqual(["3"]);
  });

  it("that match no user offer to show all users", async () => {
    await openPage(serving(aSnapshot(people)));
    fireEvent.input(screen.getByRole("searchbox"), { target: { value: "no such user" } });
    fireEvent.click(screen.getByRole("button", { name: "Show all users" }));
    expect(order()).toHaveLength(3);
  });

  it("reach every line of a large account, though only those in view are in the document", async () => {
    await openPage(serving(aSnapshot(Array.from({ length: 450 }, (_, index) => aUser(String(index))))));
    await vi.dynamicImportSettled();
    await pass(50);
    const table = screen.getByRole("table");
    expect([table.getAttribute("aria-rowcount"), order()[0], order().length < 450]).toEqual([
      "451",
      "0",
      true,
    ]);
  });
});

describe("the first snapshot", () => {
  it("shows that it is being loaded", async () => {
    await openPage(() => new Promise<Response>(() => undefined));
    expect(screen.getByText("Loading the status of the phones…")).toBeTruthy();
  });

  it("that fails says why and offers to try again", async () => {
    let works = false;
    await openPage((path) =>
      works ? serving(aSnapshot([aUser("101")]))(path) : aProblem(503, "Ringkeep is busy"),
    );
    expect(screen.getByRole("heading", { name: "Ringkeep is busy" })).toBeTruthy();
    works = true;
    fireEvent.click(screen.getByRole("button", { name: "Try again now" }));
    await settle();
    expect(order()).toEqual(["101"]);
  });

  it("of an account without users says when they come", async () => {
    await openPage(serving(aSnapshot([])));
    expect(screen.getByRole("heading", { name: "No users yet" })).toBeTruthy();
  });
});

describe("an agent", () => {
  it("sees their own phone", async () => {
    await openPage(serving(aSnapshot([aCall("101")])), "Agent");
    expect([
      screen.getByRole("heading", { level: 1 }).textContent,
      cell("101", "status").textContent?.trim(),
    ]).toEqual(["My phone", "On phone"]);
  });

  it("without a call sees that there is none", async () => {
    await openPage(serving(aSnapshot([aUser("101")])), "Agent");
    expect(screen.getByText("No call at the moment.")).toBeTruthy();
  });

  it("without an extension learns who can assign one", async () => {
    await openPage(serving(aSnapshot([])), "Agent", { extension_id: null });
    expect(screen.getByRole("heading", { name: "No extension is assigned to you yet" })).toBeTruthy();
  });

  it("whose extension has not been read yet sees a note", async () => {
    await openPage(serving(aSnapshot([])), "Agent");
    expect(screen.getByRole("heading", { name: "Your phone's status is not available yet" })).toBeTruthy();
  });
});

describe("a screen reader", () => {
  it("gets a summary that does not change with every call", async () => {
    await openPage(serving(aSnapshot([aUser("101")])));
    await openSocket();
    await push(aMessage([aCall("101", { version: 2 })]));
    const soon = screen.getByRole("status").textContent;
    await pass(30_000);
    const later = screen.getByRole("status").textContent;
    expect([soon, later]).toEqual([
      "Live. 1 user, 0 on the phone, 0 ringing.",
      "Live. 1 user, 1 on the phone, 0 ringing.",
    ]);
  });
});
