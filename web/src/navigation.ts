import type { Me } from "./access/answers";
import type { NavigationGroup, NavigationLink } from "./components/header";
import { mayOpen, type PageEntry, pageAt } from "./pages";

export interface Navigation {
  readonly links: readonly NavigationLink[];
  /** The group that the shown page is in. */
  readonly group: NavigationGroup | null;
}

/** The links for someone at an address. A group of pages is one link, to its first page. */
export function navigation(me: Me, pages: readonly PageEntry[], path: string): Navigation {
  const allowed = pages.filter((page) => mayOpen(me, page));
  const listed = allowed.filter((page) => page.isListed !== false);
  const name = pageAt(path, allowed)?.group;
  const inGroup = listed.filter((page) => page.group !== undefined && page.group === name);
  return {
    links: listed.filter(isFirstOfGroup).map((page) => ({
      path: page.path,
      title: page.group ?? page.title(me),
      isCurrent: page.group === undefined ? isWithin(page, path) : page.group === name,
    })),
    group: name === undefined ? null : { name, links: inGroup.map((page) => linkIn(me, page, path)) },
  };
}

function isFirstOfGroup(page: PageEntry, index: number, pages: readonly PageEntry[]): boolean {
  return page.group === undefined || pages.findIndex((other) => other.group === page.group) === index;
}

function linkIn(me: Me, page: PageEntry, path: string): NavigationLink {
  return { path: page.path, title: page.title(me), isCurrent: isWithin(page, path) };
}

function isWithin(page: PageEntry, path: string): boolean {
  return path === page.path || path.startsWith(`${page.path}/`);
}
