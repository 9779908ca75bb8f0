import { act, fireEvent, screen } from "@testing-library/preact";
import { describe, expect, it, vi } from "vitest";
import type { Me } from "../src/access/answers";
import type { Right } from "../src/access/rights";
import { onDemand } from "../src/components/on-demand";
import { Page } from "../src/components/page";
import { navigation } from "../src/navigation";
import { mayOpen, PAGES as OWN_PAGES, type PageEntry, type PageProps, preloadPage } from "../src/pages";
import { openFrame } from "./pages";
import { aPerson } from "./samples";

function entry(path: string, title: string, right: Right = "live.see", group?: string): PageEntry {
  const load = async () => ({ default: () => <Page name={path.slice(1)} title={title} /> });
  return { path, title: () => title, rights: [right], component: onDemand(load), ...(group && { group }) };
}

/** A page for everyone who is signed in. */
const TASKS: PageEntry = {
  ...entry("/", "Tasks"),
  rights: [],
  component: onDemand(async () => ({ default: () => <Page name="tasks" title="Tasks" /> })),
};

const PAGES = [
  TASKS,
  entry("/realtime", "Realtime"),
  entry("/recordings", "Recordings"),
  entry("/people", "People", "users.manage"),
];

async function open(address: string, pages: readonly PageEntry[] = PAGES, changes: Partial<Me> = {}) {
  window.history.replaceState(null, "", address);
  openFrame({ pages, changes });
  await settled();
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await act(() => new Promise((resolve) => setTimeout(resolve, 5)));
}

function shown() {
  return {
    page: document.querySelector<HTMLElement>("main")?.dataset.page,
    path: window.location.pathname,
    title: document.title,
    focus: document.activeElement?.textContent,
  };
}

async function follow(name: string): Promise<void> {
  fireEvent.click(screen.getByRole("link", { name }));
  await settled();
}

describe("the address", () => {
  it("/ is the page of the open tasks", async () => {
    await open("/");
    expect(shown()).toMatchObject({ page: "tasks", path: "/", title: "Tasks · Ringkeep" });
  });

  it("of a page shows it, with its title on the document", async () => {
    await open("/recordings");
    expect(shown()).toMatchObject({ page: "recordings", title: "Recordings · Ringkeep" });
  });

  it("of no page says so and offers the way back", async () => {
    await open("/nonsense");
    const { page, title } = shown();
    await follow("Go to the first page");
    expect([page, title, shown().page]).toEqual(["not-found", "Page not found · Ringkeep", "tasks"]);
  });

  it("of a page for others does not show it", async () => {
    await open("/people");
    expect(shown().page).toBe("not-allowed");
  });

  it("of a page whose files are gone offers to reload", async () => {
    const gone = {
      ...entry("/gone", "Gone"),
      component: onDemand<PageProps>(() => Promise.reject(new Error("404"))),
    };
    await open("/gone", [...PAGES, gone]);
    expect([shown().page, screen.getByRole("button", { name: "Reload" }) !== null]).toEqual([
      "not-loaded",
      true,
    ]);
  });
});

describe("an address with a name in it", () => {
  const NAMED = [...PAGES, { ...entry("/recordings/:recording", "Recording"), isListed: false }];

  it("shows its page, in the place of the page above it", async () => {
    await open("/recordings/main:8:7?at=3", NAMED);
    const current = screen.getByRole("link", { current: "page" }).textContent;
    expect([shown().title, current]).toEqual(["Recording · Ringkeep", "Recordings"]);
  });

  it("is preloaded", () => {
    const pages = NAMED.map((page) => ({
      ...page,
      component: Object.assign(page.component, { preload: vi.fn() }),
    }));
    preloadPage("/recordings/main:8:7", pages);
    expect(pages.map(({ component }) => component.preload.mock.calls.length)).toEqual([0, 0, 0, 0, 1]);
  });

  it("that cannot be read is no page", async () => {
    await open("/recordings/%", NAMED);
    expect(shown().page).toBe("not-found");
  });
});

describe("the navigation", () => {
  it("lists the pages that the person may open", async () => {
    await open("/realtime");
    const links = screen.getByRole("navigation").querySelectorAll("a");
    expect([...links].map((link) => link.textContent)).toEqual(["Tasks", "Realtime", "Recordings"]);
  });

  it("begins with the page for everyone, which is marked only where it is shown", async () => {
    await open("/");
    const current = () => screen.getByRole("link", { current: "page" }).textContent;
    const first = current();
    await follow("Recordings");
    expect([first, current()]).toEqual(["Tasks", "Recordings"]);
  });

  it("lists a page for those who have its right", async () => {
    await open("/realtime", PAGES, { rights: ["live.see", "users.manage"] });
    expect(screen.getByRole("link", { name: "People" })).toBeTruthy();
  });

  it("marks the page that is shown", async () => {
    await open("/realtime");
    await follow("Recordings");
    expect(screen.getByRole("link", { current: "page" }).textContent).toBe("Recordings");
  });
});

describe("the pages of a group", () => {
  const GROUPED = [
    ...PAGES,
    entry("/configuration/users", "Users", "users.manage", "Configuration"),
    entry("/configuration/audit", "Audit", "audit.see", "Configuration"),
  ];

  function linksOf(name: string): string[] {
    const links = screen.getByRole("navigation", { name }).querySelectorAll("a");
    return [...links].map((link) => `${link.textContent}${link.ariaCurrent ? " (here)" : ""}`);
  }

  it("are one link, to the first that the person may open", async () => {
    await open("/realtime", GROUPED, { rights: ["live.see", "audit.see"] });
    await follow("Configuration");
    expect(shown().path).toBe("/configuration/audit");
  });

  it("are listed beside one another on each of them", async () => {
    await open("/configuration/audit", GROUPED, { rights: ["live.see", "audit.see", "users.manage"] });
    expect([linksOf("Configuration"), linksOf("Pages").at(-1)]).toEqual([
      ["Users", "Audit (here)"],
      "Configuration (here)",
    ]);
  });

  it("are not there for someone without a right to any", async () => {
    await open("/realtime", GROUPED);
    expect(screen.queryByRole("link", { name: "Configuration" })).toBeNull();
  });
});

describe("someone without any right", () => {
  it("sees the page for everyone, and no other in the navigation", async () => {
    await open("/", PAGES, { rights: [] });
    const links = screen.getByRole("navigation").querySelectorAll("a");
    expect([shown().page, [...links].map((link) => link.textContent)]).toEqual(["tasks", ["Tasks"]]);
  });

  it("is told at every other address that it is not included", async () => {
    await open("/realtime", PAGES, { rights: [] });
    expect(shown().page).toBe("not-allowed");
  });
});

describe("the console's own pages", () => {
  const open = (rights: readonly string[]) =>
    OWN_PAGES.filter((page) => mayOpen({ ...aPerson("Agent"), rights }, page));

  it("for everyone are the tasks, the evaluations and the scores", () => {
    expect(open([]).map(({ path }) => path)).toEqual([
      "/",
      "/evaluation/queue",
      "/evaluation/reports",
      "/evaluation/:evaluation",
    ]);
  });

  it("lead a supervisor to Realtime by one click from the tasks", () => {
    const me = { ...aPerson("Manager"), rights: ["live.see", "recordings.list", "evaluations.manage"] };
    const titles = navigation(me, OWN_PAGES, "/").links.map(({ title }) => title);
    expect(titles).toEqual(["Tasks", "Realtime", "Recordings", "Evaluation"]);
  });
});

describe("a change of page", () => {
  it("changes address and title, and the heading takes the focus", async () => {
    await open("/realtime");
    await follow("Recordings");
    expect(shown()).toEqual({
      page: "recordings",
      path: "/recordings",
      title: "Recordings · Ringkeep",
      focus: "Recordings",
    });
  });

  it("is undone by the Back button and redone by the Forward button", async () => {
    await open("/realtime");
    await follow("Recordings");
    window.history.back();
    await settled();
    const back = shown();
    window.history.forward();
    await settled();
    expect([back.page, back.focus, shown().page]).toEqual(["realtime", "Realtime", "recordings"]);
  });

  it("leaves the focus alone when the console opens", async () => {
    await open("/realtime");
    expect(document.activeElement).toBe(document.body);
  });
});

describe("a page", () => {
  it("is loaded when it is first opened", async () => {
    let loads = 0;
    const load = async () => {
      loads += 1;
      return { default: () => <Page name="late" title="Late" /> };
    };
    await open("/realtime", [...PAGES, { ...entry("/late", "Late"), component: onDemand(load) }]);
    const before = loads;
    await follow("Late");
    await follow("Realtime");
    await follow("Late");
    expect([before, loads]).toEqual([0, 1]);
  });
});
