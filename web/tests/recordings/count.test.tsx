import { describe, expect, it } from "vitest";
import { aRecordingAnswer } from "../people/samples";
import { page, press, settled, textOf } from "../people/server";
import { answer, aProblem } from "../samples";
import { open } from "./open";

const FIFTY = Array.from({ length: 50 }, (_, index) => aRecordingAnswer({ recording_id: `${index}` }));
const GOES_ON = { "GET /v1/recordings": () => page(FIFTY, "further") };

function aCount(changes: object = {}) {
  return answer({ count: 42, more: false, next: null, reached: null, ...changes });
}

const shown = () => textOf(".list-head > p");

describe("the count of recordings", () => {
  it("is that of the rows when there are no more", async () => {
    const { asked } = await open("/recordings?tag=vip");
    expect([shown(), asked.filter(({ path }) => path.endsWith("/count"))]).toEqual(["2 recordings", []]);
  });

  it("is asked for with the same filters when the list goes on", async () => {
    const { asked } = await open("/recordings?tag=vip&from=2026-11-01", {
      ...GOES_ON,
      "GET /v1/recordings/count": () => aCount(),
    });
    await settled();
    const of = (path: string) => asked.find((one) => one.path === path)?.query ?? new URLSearchParams();
    const list = of("/v1/recordings");
    list.delete("limit");
    expect([shown(), of("/v1/recordings/count").toString()]).toEqual(["42 recordings", list.toString()]);
  });

  it("beyond what is counted exactly is more than that", async () => {
    await open("/recordings?tag=vip", {
      ...GOES_ON,
      "GET /v1/recordings/count": () => aCount({ count: 1000, more: true }),
    });
    await settled();
    expect(shown()).toBe("More than 1,000 recordings");
  });

  it("goes on where it stopped", async () => {
    const reached = new Date(2026, 4, 3, 12).toISOString();
    await open("/recordings?tag=vip", {
      ...GOES_ON,
      "GET /v1/recordings/count": ({ query }) =>
        query.get("cursor") === "c1" ? aCount({ count: 57 }) : aCount({ more: true, next: "c1", reached }),
    });
    await settled();
    const before = shown();
    await press("Count on");
    expect([before, shown()]).toEqual(["42 recordings so far, back to May 3, 2026", "57 recordings"]);
  });

  it("of a list has the list's 90 days, also when it goes on", async () => {
    const { asked } = await open("/recordings?to=2026-11-02", {
      ...GOES_ON,
      "GET /v1/recordings/count": ({ query }) => (query.get("cursor") ? aCount() : aCount({ next: "c1" })),
    });
    await settled();
    await press("Count on");
    const counts = asked.filter(({ path }) => path.endsWith("/count")).map(({ query }) => query.get("from"));
    const beginning = new Date(new Date(2026, 10, 3).getTime() - 90 * 86_400_000).toISOString();
    expect([counts, shown()]).toEqual([
      [beginning, beginning],
      "42 recordings, besides those that are still to be imported",
    ]);
  });

  it("of recordings that are still to be imported does not exist", async () => {
    const { asked } = await open("/recordings?state=pending", GOES_ON);
    expect([shown(), asked.filter(({ path }) => path.endsWith("/count"))]).toEqual([null, []]);
  });

  it("that fails does not disturb the list", async () => {
    await open("/recordings?tag=vip", {
      ...GOES_ON,
      "GET /v1/recordings/count": () => aProblem(422),
    });
    await settled();
    expect([shown(), document.querySelectorAll("[data-recording-id]").length]).toEqual(["", 50]);
  });

  it("does not hold the list up", async () => {
    await open("/recordings?tag=vip", {
      ...GOES_ON,
      "GET /v1/recordings/count": () => new Promise<Response>(() => undefined),
    });
    expect([shown(), document.querySelectorAll("[data-recording-id]").length]).toEqual(["Counting…", 50]);
  });
});
