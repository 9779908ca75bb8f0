import type { Me } from "./access/answers";
import { type OnDemand, onDemand } from "./components/on-demand";

/** What the frame gives to a page. */
export interface PageProps {
  readonly title: string;
}

/** A page of the console: everything that the navigation and the router need to know about it. */
export interface PageEntry {
  readonly path: string;
  readonly title: (me: Me) => string;
  /** The right without which the page is neither listed nor shown. */
  readonly right: string;
  readonly component: OnDemand<PageProps>;
}

/** Where the address `/` leads. */
export const FIRST_PAGE = "/realtime";

/** Every page, in the order of the navigation. */
export const PAGES: readonly PageEntry[] = [
  {
    path: "/realtime",
    title: (me) => (me.role === "Agent" ? "My phone" : "Realtime"),
    right: "realtime.view_self",
    component: onDemand(() => import("./live/realtime-page")),
  },
];

export function mayOpen(me: Me, page: PageEntry): boolean {
  return me.rights.includes(page.right);
}

/** Starts to load the page of an address while the sign-in is still going on. */
export function preloadPage(path: string, pages: readonly PageEntry[] = PAGES): void {
  const wanted = pages.find((page) => page.path === path) ?? pages.find((page) => page.path === FIRST_PAGE);
  void wanted?.component.preload();
}
