import { act, fireEvent, screen } from "@testing-library/preact";
import { describe, expect, it, vi } from "vitest";
import { ANNA_ID, anExtensionAnswer, aRecordingAnswer, aUserAnswer } from "../people/samples";
import { choose, page, press, settled, textOf, textsOf, type } from "../people/server";
import { answer } from "../samples";
import { addressBar, fill, open, RIGHTS, searchFor } from "./open";

const EVERYTHING = {
  text: '"call me"',
  user: ANNA_ID,
  extension: "850957020",
  number: "555 12",
  state: "stored",
  service: "main",
  direction: "Inbound",
  queue: "62001006",
  duration_from: "60",
  duration_to: "600",
  type: "Automatic",
  tag: "vip",
  note: "call back",
  has_transcript: "true",
};

describe("the filters of the recordings", () => {
  it("are read from the address, and others are ignored", async () => {
    const given = new URLSearchParams({ ...EVERYTHING, colour: "red", limit: "3" });
    const { asked } = await open(`/recordings?${given}`);
    const query = asked.find(({ path }) => path === "/v1/recordings")?.query ?? [];
    expect(Object.fromEntries(query)).toEqual({ ...EVERYTHING, limit: "50" });
  });

  it("are shown in their fields", async () => {
    await open(`/recordings?${new URLSearchParams({ ...EVERYTHING, from: "2026-11-01" })}`);
    const fields = [...document.querySelectorAll<HTMLInputElement>("search [name]")];
    const shown = Object.fromEntries(fields.map(({ name, value }) => [name, value]));
    expect(shown).toMatchObject({
      from: "2026-11-01",
      duration_from: "1:00",
      direction: "Inbound",
      tag: "vip",
    });
    expect(document.querySelector<HTMLDetailsElement>(".more-filters")?.open).toBe(true);
  });

  it("come into the address as they are set, and the back button takes them away", async () => {
    await open();
    await searchFor("  refund near/5 invoi* ");
    await choose("State", "stored");
    await fill("At least so long", "1:30");
    const addresses = [addressBar()];
    window.history.back();
    await settled(200);
    addresses.push(addressBar());
    expect(addresses).toEqual([
      "/recordings?text=refund%20near%2F5%20invoi*&duration_from=90&state=stored",
      "/recordings?text=refund%20near%2F5%20invoi*&state=stored",
    ]);
    expect(screen.getByLabelText("At least so long")).toHaveProperty("value", "");
  });

  it("of an address may have values that are not offered", async () => {
    await open("/recordings?type=Manual&service=elsewhere");
    const chosen = ["Recorded", "Service"].map(
      (label) => screen.getByLabelText<HTMLSelectElement>(label).value,
    );
    expect(chosen).toEqual(["Manual", "elsewhere"]);
  });

  it("are not asked for while a year is typed", async () => {
    const { asked } = await open();
    const before = asked.length;
    await fill("From day", "0202-11-01");
    expect([addressBar(), asked.length]).toEqual(["/recordings", before]);
  });

  it("name a user that was found by name", async () => {
    await open("/recordings", { "GET /v1/users": () => page([aUserAnswer({ id: "u-9", name: "Zoe Fox" })]) });
    await type("User", "zoe", 700);
    await act(async () => void fireEvent.click(screen.getByRole("option", { name: /Zoe Fox/ })));
    await settled();
    expect([addressBar(), textsOf(".filter-chips li > span")]).toEqual([
      "/recordings?user=u-9",
      ["User: Zoe Fox"],
    ]);
  });

  it("name a user of the address for someone who may manage users", async () => {
    await open("/recordings?user=u-9", {
      "GET /v1/users/u-9": () => answer(aUserAnswer({ id: "u-9", name: "Zoe Fox" })),
    });
    await settled(60);
    expect(textOf("[data-filter='user'] > span")).toBe("User: Zoe Fox");
  });

  it("offer call queues only where a queue is wanted", async () => {
    const found = [
      anExtensionAnswer("101", { type: "User" }),
      anExtensionAnswer("200", { type: "Department", extension_id: "62001006", name: "Support" }),
    ];
    await open("/recordings", { "GET /v1/extensions": () => page(found) });
    await type("Call queue", "s", 700);
    expect(textsOf("[role='option']").map((words) => words.slice(0, 7))).toEqual(["Support"]);
  });

  it("take an id of a user from someone who may not list users, and offer those in the rows", async () => {
    await open("/recordings", {}, ["recordings.list"]);
    const offered = [...document.querySelectorAll<HTMLOptionElement>("[data-field='user'] option")].map(
      ({ label }) => label,
    );
    await fill("User (id)", ANNA_ID);
    expect([offered, addressBar(), textOf("[data-filter='user'] > span")]).toEqual([
      ["Anna Lee"],
      `/recordings?user=${ANNA_ID}`,
      "User: Anna Lee",
    ]);
  });
});

describe("the chips", () => {
  it("say what is set, and remove it one by one or together", async () => {
    await open("/recordings?text=refund&has_transcript=false&duration_to=90");
    const shown = textsOf(".filter-chips li > span");
    await press("Remove the filter Words");
    const without = addressBar();
    await press("Remove all filters");
    expect([shown, without, addressBar()]).toEqual([
      ["Words: refund", "At most: 1:30", "Transcript: without one"],
      "/recordings?duration_to=90&has_transcript=false",
      "/recordings",
    ]);
  });

  it("hand the focus on when one of them is removed", async () => {
    await open("/recordings?text=refund&tag=vip");
    await press("Remove the filter Words");
    const focused = [document.activeElement?.textContent];
    await press("Remove the filter Tag");
    focused.push(document.activeElement?.textContent);
    expect(focused).toEqual(["Remove the filter Tag", "Recordings"]);
  });

  it("show markup as text", async () => {
    await open("/recordings?text=<b>bold</b>");
    expect([textOf("[data-filter='text'] > span"), document.querySelector("main b")]).toEqual([
      "Words: <b>bold</b>",
      null,
    ]);
  });
});

describe("a search that cannot be answered", () => {
  it("says why at its field", async () => {
    const refused = {
      title: "Unprocessable Content",
      detail: "the search has no words",
      code: "search_not_understood",
    };
    await open("/recordings", {
      "GET /v1/recordings": ({ query }) => (query.get("text") ? answer(refused, 422) : page([])),
    });
    await searchFor('"');
    const field = screen.getByRole("searchbox", { name: "Words in the call" });
    const described = field.getAttribute("aria-describedby")?.split(" ")[0] ?? "";
    expect([document.getElementById(described)?.textContent, textOf(".empty h2")]).toEqual([
      "The search has no words.",
      "This search cannot be answered",
    ]);
    expect(screen.queryByRole("button", { name: "Try again" })).toBeNull();
  });

  it("opens the further filters if one of them is wrong", async () => {
    const errors = [
      { code: "invalid", field: "query.duration_from", detail: "Input should be a valid integer" },
    ];
    await open("/recordings", {
      "GET /v1/recordings": ({ query }) =>
        query.get("duration_from") ? answer({ title: "No", code: "invalid_request", errors }, 422) : page([]),
    });
    await fill("At least so long", "long");
    expect([
      document.querySelector<HTMLDetailsElement>(".more-filters")?.open,
      textOf("[data-field='duration_from'] .field-error"),
    ]).toEqual([true, "Input should be a valid integer."]);
  });
});

describe("someone without the right to play", () => {
  const rights = RIGHTS.filter((right) => right !== "recordings.play");

  it("has no fields for words", async () => {
    await open("/recordings", {}, rights);
    expect([screen.queryByRole("searchbox"), screen.queryByLabelText("Words of notes")]).toEqual([
      null,
      null,
    ]);
  });

  it("learns that the words of an address are left out", async () => {
    const { asked } = await open("/recordings?text=refund&state=stored", {}, rights);
    const queries = asked
      .filter(({ path }) => path === "/v1/recordings")
      .map(({ query }) => query.toString());
    expect([queries, document.querySelector("[data-notice='words-left-out']")]).toEqual([
      ["state=stored&limit=50"],
      expect.anything(),
    ]);
  });
});

describe("a search in portions", () => {
  const reached = new Date(2026, 4, 3, 12).toISOString();

  it("says how far it has come, and goes on", async () => {
    let pages = 0;
    await open("/recordings?tag=vip", {
      "GET /v1/recordings": () => {
        pages += 1;
        const isLast = pages === 4;
        return answer({
          items: isLast ? [aRecordingAnswer()] : [],
          next: isLast ? null : `c${pages}`,
          reached,
        });
      },
      "GET /v1/recordings/count": () => answer({ count: 0, more: true, next: "c", reached }),
    });
    await settled(100);
    const before = [pages, textOf(".more p")];
    await press("Go on");
    await settled(60);
    expect([before, textsOf("[data-recording-id]").length, textOf(".more p")]).toEqual([
      [3, "Searched back to May 3, 2026."],
      1,
      null,
    ]);
  });

  it("is not read again when the window gets the focus", async () => {
    vi.setSystemTime(Date.now());
    const { asked } = await open("/recordings?tag=vip");
    vi.setSystemTime(Date.now() + 3_600_000);
    await act(async () => void window.dispatchEvent(new Event("visibilitychange")));
    await settled();
    vi.useRealTimers();
    expect(asked.filter(({ path }) => path === "/v1/recordings")).toHaveLength(1);
  });

  it("that fails further on keeps the rows", async () => {
    const items = Array.from({ length: 25 }, (_, index) => aRecordingAnswer({ recording_id: `${index}` }));
    const invalid = {
      title: "No",
      detail: "the cursor is not one of this list",
      code: "unprocessable_content",
    };
    await open("/recordings?tag=vip", {
      "GET /v1/recordings": ({ query }) =>
        query.get("cursor") ? answer(invalid, 422) : answer({ items, next: "old", reached }),
      "GET /v1/recordings/count": () => answer({ count: 60, more: false, next: null, reached: null }),
    });
    await press("Show more");
    expect([textsOf("[data-recording-id]").length, textOf("[data-notice='problem']")]).toEqual([
      25,
      expect.stringContaining("the cursor is not one of this list"),
    ]);
  });

  it("that fills its pages just shows more", async () => {
    const items = Array.from({ length: 50 }, (_, index) => aRecordingAnswer({ recording_id: `${index}` }));
    await open("/recordings?tag=vip", {
      "GET /v1/recordings": () => answer({ items, next: "further", reached }),
      "GET /v1/recordings/count": () => answer({ count: 60, more: false, next: null, reached: null }),
    });
    expect([screen.getByRole("button", { name: "Show more" }), textOf(".more p")]).toEqual([
      expect.anything(),
      null,
    ]);
  });
});

describe("a row", () => {
  it("leads to the recording, also by Enter", async () => {
    await open();
    const link = document.querySelector("[data-recording-id] a");
    fireEvent.keyDown(document.querySelector("[data-recording-id='2']") ?? document.body, { key: "Enter" });
    await settled();
    expect([link?.getAttribute("href"), window.location.pathname]).toEqual([
      "/recordings/main%3A809646016%3A7602012008",
      "/recordings/main%3A809646016%3A2",
    ]);
  });
});
