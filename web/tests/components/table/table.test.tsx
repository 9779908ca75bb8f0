import { fireEvent, screen } from "@testing-library/preact";
import axe from "axe-core";
import { describe, expect, it, vi } from "vitest";
import { sortRows } from "../../../src/components/table/model";
import { COLUMNS, manyPeople, PEOPLE, type Person } from "./people";
import {
  bodyRows,
  focus,
  focused,
  heading,
  ids,
  PagedTable,
  personRow,
  press,
  SortedTable,
  show,
} from "./tables";

describe("sorting", () => {
  it("begins with the order that it is given", () => {
    show(<SortedTable people={PEOPLE} />);
    expect(ids()).toEqual(["2", "4", "3", "1"]);
  });

  it("by a heading goes up, and down at the second press", () => {
    show(<SortedTable people={PEOPLE} />);
    fireEvent.click(heading("Team"));
    const up = ids();
    fireEvent.click(heading("Team"));
    expect([up, ids()]).toEqual([
      ["1", "4", "3", "2"],
      ["3", "1", "4", "2"],
    ]);
  });

  it("leaves rows without a value at the end both ways", () => {
    const orders = [false, true].map((descending) =>
      sortRows(PEOPLE, COLUMNS, { column: "age", descending }),
    );
    expect(orders.map((order) => order.at(-1)?.id)).toEqual(["3", "3"]);
  });

  it("keeps the order of rows that are equal", () => {
    show(<SortedTable people={PEOPLE} />);
    fireEvent.click(heading("Age"));
    expect(ids().slice(0, 2)).toEqual(["1", "4"]);
  });

  it("tells the order to a screen reader", () => {
    show(<SortedTable people={PEOPLE} />);
    fireEvent.click(heading("Age"));
    const orders = screen.getAllByRole("columnheader").map((cell) => cell.getAttribute("aria-sort"));
    expect(orders).toEqual(["none", "ascending", "none"]);
  });

  it("reads each value once, however many rows there are", () => {
    const value = vi.fn((person: Person) => person.name);
    const columns = COLUMNS.map((column) => (column.id === "name" ? { ...column, value } : column));
    sortRows(manyPeople(2000), columns, { column: "name", descending: true });
    expect(value.mock.calls.length).toBeLessThanOrEqual(2000);
  });
});

describe("a row", () => {
  it("that did not change keeps its element and is not rendered again", () => {
    const cell = vi.fn(COLUMNS[1]?.cell);
    const { rerender } = show(<SortedTable people={PEOPLE} />);
    const before = personRow("1");
    rerender(
      <SortedTable
        people={PEOPLE.map((person) => (person.id === "2" ? { ...person, age: 31 } : { ...person }))}
      />,
    );
    expect([personRow("1") === before, personRow("2")?.textContent, cell.mock.calls.length]).toEqual([
      true,
      "anna31",
      0,
    ]);
  });
});

describe("filtering", () => {
  it.each([
    ["a text in any column", { text: "support", values: {} }, ["3"]],
    ["several words in several columns", { text: "bert sales", values: {} }, ["4"]],
    ["chosen values of a column", { text: "", values: { team: ["Support", null] } }, ["2", "3"]],
    ["both together", { text: "cleo", values: { team: ["Sales"] } }, ["1"]],
    ["no chosen value, which is every row", { text: " ", values: { team: [] } }, ["2", "4", "3", "1"]],
  ])("by %s leaves the rows that match", (_, filter, expected) => {
    show(<PagedTable people={PEOPLE} filter={filter} pageSize={10} />);
    expect(ids()).toEqual(expected);
  });
});

describe("paging", () => {
  function state() {
    return { ids: ids(), words: screen.getByRole("status").textContent };
  }

  it("shows one page and says which", () => {
    show(<PagedTable people={PEOPLE} />);
    expect(state()).toEqual({ ids: ["2", "4"], words: "Page 1 of 2, 4 people" });
  });

  it("turns forwards and back, and stops at the ends", () => {
    show(<PagedTable people={PEOPLE} />);
    const next = screen.getByRole<HTMLButtonElement>("button", { name: "Next" });
    const previous = screen.getByRole<HTMLButtonElement>("button", { name: "Previous" });
    const atFirst = previous.disabled;
    fireEvent.click(next);
    const second = [ids(), next.disabled];
    fireEvent.click(previous);
    expect([atFirst, second, ids()]).toEqual([true, [["3", "1"], true], ["2", "4"]]);
  });

  it("goes to the last page there is when a filter leaves fewer", () => {
    const { rerender } = show(<PagedTable people={PEOPLE} />);
    fireEvent.click(screen.getByRole("button", { name: "Next" }));
    rerender(<PagedTable people={PEOPLE} filter={{ text: "bert", values: {} }} />);
    expect(state()).toEqual({ ids: ["4"], words: "Page 1 of 1, 1 person" });
  });

  it("of no rows has one empty page", () => {
    show(<PagedTable people={[]} />);
    expect(state()).toEqual({ ids: [], words: "Page 1 of 1, 0 people" });
  });
});

describe("the keyboard", () => {
  it("has one stop for the headings and one for the rows", () => {
    show(<SortedTable people={PEOPLE} />);
    const stops = [...document.querySelectorAll<HTMLElement>("[tabindex='0']")];
    expect(stops.map((stop) => stop.dataset.person ?? stop.textContent?.trim())).toEqual(["Name", "2"]);
  });

  it.each([
    ["ArrowRight", "Age"],
    ["ArrowLeft", "Name"],
    ["End", "Team"],
    ["Home", "Name"],
    ["ArrowDown", "2"],
  ])("moves from the first heading by %s to %s", (key, expected) => {
    show(<SortedTable people={PEOPLE} />);
    focus(heading("Name"));
    press(key);
    expect(focused()).toBe(expected);
  });

  it.each([
    ["ArrowDown", "3"],
    ["ArrowUp", "2"],
    ["PageDown", "1"],
    ["PageUp", "2"],
    ["Home", "2"],
    ["End", "1"],
  ])("moves from the second row by %s to %s", (key, expected) => {
    show(<SortedTable people={PEOPLE} />);
    focus(personRow("4"));
    press(key);
    expect(focused()).toBe(expected);
  });

  it("moves from the first row up to the heading that was last used", () => {
    show(<SortedTable people={PEOPLE} />);
    focus(heading("Name"));
    press("ArrowRight");
    press("ArrowDown");
    press("ArrowUp");
    expect(focused()).toBe("Age");
  });

  it("stays with a row when rows are sorted", () => {
    show(<SortedTable people={PEOPLE} />);
    focus(personRow("4"));
    fireEvent.click(heading("Age"));
    expect(personRow("4")?.tabIndex).toBe(0);
  });

  it("opens a row with Enter", () => {
    const open = vi.fn();
    show(<SortedTable people={PEOPLE} onOpen={open} />);
    focus(personRow("4"));
    press("Enter");
    expect(open).toHaveBeenCalledWith(PEOPLE[3]);
  });

  it("leaves keys with a modifier, and keys in a cell's own controls, alone", () => {
    show(<SortedTable people={PEOPLE} />);
    focus(personRow("4"));
    press("ArrowDown", { ctrlKey: true });
    const cell = personRow("4")?.querySelector("td");
    if (cell) fireEvent.keyDown(cell, { key: "ArrowDown" });
    expect(focused()).toBe("4");
  });

  it("of an empty table stays with the headings", () => {
    show(<SortedTable people={[]} />);
    focus(heading("Name"));
    press("ArrowDown");
    expect(focused()).toBe("Name");
  });
});

describe("a screen reader", () => {
  it("finds a table with row headers, and axe finds nothing", async () => {
    document.documentElement.lang = "en";
    show(
      <main>
        <h1>People</h1>
        <PagedTable people={PEOPLE} />
      </main>,
    );
    expect(screen.getAllByRole("rowheader").length).toBe(bodyRows().length);
    const { violations } = await axe.run(document.body, { rules: { "color-contrast": { enabled: false } } });
    expect(violations.map((violation) => violation.id)).toEqual([]);
  });
});
