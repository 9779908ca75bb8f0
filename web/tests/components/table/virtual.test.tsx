import { act } from "@testing-library/preact";
import axe from "axe-core";
import { describe, expect, it, vi } from "vitest";
import { manyPeople } from "./people";
import { bodyRows, focus, focused, ids, personRow, press, SortedTable, show } from "./tables";

const ROW_PIXELS = 46;

// jsdom has no layout: every row is as high as the others, and the document as high as all of them.
function layOut(rowPixels: number): void {
  vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockReturnValue(rowPixels);
  vi.spyOn(Element.prototype, "scrollHeight", "get").mockReturnValue(2000 * ROW_PIXELS);
  vi.spyOn(Element.prototype, "getBoundingClientRect").mockImplementation(
    () => new DOMRect(0, -window.scrollY),
  );
  vi.stubGlobal("scrollTo", (options: { top: number }) => scrollTo(options.top));
  scrollTo(0);
}

function scrollTo(top: number): void {
  if (window.scrollY === top) return;
  Object.defineProperty(window, "scrollY", { configurable: true, value: top });
  window.dispatchEvent(new Event("scroll"));
}

async function settled(): Promise<void> {
  await vi.dynamicImportSettled();
  for (let turn = 0; turn < 3; turn += 1) await act(() => new Promise((resolve) => setTimeout(resolve, 20)));
}

async function scroll(top: number): Promise<void> {
  act(() => scrollTo(top));
  await settled();
}

async function open(count: number, rowPixels = ROW_PIXELS) {
  layOut(rowPixels);
  const page = show(<SortedTable people={manyPeople(count)} />);
  await settled();
  return page;
}

function table(): HTMLElement | null {
  return document.querySelector("table");
}

describe("a table of few rows", () => {
  it("has them all in the document", async () => {
    await open(200);
    expect([ids().length, table()?.hasAttribute("aria-rowcount")]).toEqual([200, false]);
  });
});

describe("a table of many rows", () => {
  it("shows the first of them until the part that places rows is loaded", () => {
    show(<SortedTable people={manyPeople(2000)} />);
    expect([ids().length, table()?.hasAttribute("aria-rowcount")]).toEqual([50, false]);
  });

  it("has only those in view in the document, and says how many there are", async () => {
    await open(2000);
    expect([ids()[0], ids().length < 60, table()?.getAttribute("aria-rowcount")]).toEqual([
      "0",
      true,
      "2001",
    ]);
  });

  it("numbers its rows for a screen reader, the headings first", async () => {
    await open(2000);
    const numbers = [...document.querySelectorAll("tr")]
      .slice(0, 3)
      .map((row) => row.getAttribute("aria-rowindex"));
    expect(numbers).toEqual(["1", "2", "3"]);
  });

  it("shows the rows that the window is scrolled to", async () => {
    await open(2000);
    await scroll(1000 * ROW_PIXELS);
    expect([ids().includes("1000"), ids().length < 80]).toEqual([true, true]);
  });

  it("keeps the room of all its rows", async () => {
    await open(2000);
    const height = Number.parseInt(document.querySelector("tbody")?.style.height ?? "", 10);
    expect(height).toBeGreaterThan(1900 * ROW_PIXELS);
  });

  it("places rows by their measured heights", async () => {
    await open(2000, 60);
    expect([bodyRows()[1]?.style.transform, bodyRows()[2]?.style.transform]).toEqual([
      "translateY(60px)",
      "translateY(120px)",
    ]);
  });

  it("is reached to its end by keyboard", async () => {
    await open(2000);
    focus(personRow("0"));
    press("End");
    await settled();
    expect(focused()).toBe("1999");
  });

  it("keeps the row with the focus while the window scrolls away", async () => {
    await open(2000);
    focus(personRow("0"));
    await scroll(1000 * ROW_PIXELS);
    expect([focused(), ids().includes("1000")]).toEqual(["0", true]);
  });

  it("that becomes one of few rows has them all in the document again", async () => {
    const { rerender } = await open(2000);
    rerender(<SortedTable people={manyPeople(100)} />);
    await settled();
    expect([ids().length, table()?.hasAttribute("aria-rowcount")]).toEqual([100, false]);
  });

  it("on a narrow page, where rows are cards, has them all in the document", async () => {
    vi.spyOn(window, "matchMedia").mockReturnValue(
      Object.assign(new EventTarget(), { matches: false }) as MediaQueryList,
    );
    await open(300);
    expect(ids().length).toBe(300);
  });

  it("has no finding of axe", async () => {
    document.documentElement.lang = "en";
    await open(2000);
    const { violations } = await axe.run(document.body, {
      rules: {
        "color-contrast": { enabled: false },
        region: { enabled: false },
        "page-has-heading-one": { enabled: false },
        "landmark-one-main": { enabled: false },
      },
    });
    expect(violations.map((violation) => violation.id)).toEqual([]);
  });
});
