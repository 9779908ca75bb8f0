import { exec } from "preact-iso/router";
import type { Me } from "./access/answers";
import { may, type Right } from "./access/rights";
import { type OnDemand, onDemand } from "./components/on-demand";

/** What the frame gives to a page. */
export interface PageProps {
  readonly title: string;
}

/** A page of the console: everything that the navigation and the router need to know about it. */
export interface PageEntry {
  /** May have names in it: `/recordings/:recording`. */
  readonly path: string;
  readonly title: (me: Me) => string;
  /** Without one of these rights the page is neither listed nor shown. With none listed it is for everyone. */
  readonly rights: readonly Right[];
  /** The navigation shows the pages of a group together, under this word. */
  readonly group?: string;
  /** False for a page that another one leads to. */
  readonly isListed?: boolean;
  readonly component: OnDemand<PageProps>;
}

const EVALUATION = "Evaluation";
const CONFIGURATION = "Configuration";

/** Every page, in the order of the navigation. Of two that match an address, the first is shown. */
export const PAGES: readonly PageEntry[] = [
  {
    path: "/",
    title: () => "Tasks",
    rights: [],
    component: onDemand(() => import("./queue/tasks-page")),
  },
  {
    path: "/realtime",
    title: (me) => (me.visibility === "self" ? "My phone" : "Realtime"),
    rights: ["live.see"],
    component: onDemand(() => import("./live/realtime-page")),
  },
  {
    path: "/recordings",
    title: (me) => (me.visibility === "self" ? "My recordings" : "Recordings"),
    rights: ["recordings.list"],
    component: onDemand(() => import("./recordings/recordings-page")),
  },
  {
    path: "/recordings/:recording",
    title: () => "Recording",
    rights: ["recordings.list"],
    isListed: false,
    component: onDemand(() => import("./recording/recording-page")),
  },
  {
    path: "/evaluation/queue",
    title: () => "Evaluations",
    rights: [],
    group: EVALUATION,
    component: onDemand(() => import("./queue/queue-page")),
  },
  {
    path: "/evaluation/reports",
    title: (me) => (may(me, "evaluations.manage") ? "Reports" : "My scores"),
    rights: [],
    group: EVALUATION,
    component: onDemand(() => import("./reports/reports-page")),
  },
  {
    path: "/evaluation/scorecards",
    title: () => "Scorecards",
    rights: ["scorecards.manage", "evaluations.evaluate"],
    group: EVALUATION,
    component: onDemand(() => import("./scorecards/scorecards-page")),
  },
  {
    path: "/evaluation/scorecards/:scorecard",
    title: () => "Scorecard",
    rights: ["scorecards.manage", "evaluations.evaluate"],
    group: EVALUATION,
    isListed: false,
    component: onDemand(() => import("./scorecards/scorecard-page")),
  },
  {
    path: "/configuration/users",
    title: () => "Users",
    rights: ["users.manage"],
    group: CONFIGURATION,
    component: onDemand(() => import("./users/users-page")),
  },
  {
    path: "/configuration/users/import",
    title: () => "Import users",
    rights: ["users.manage"],
    group: CONFIGURATION,
    isListed: false,
    component: onDemand(() => import("./imports/import-page")),
  },
  {
    path: "/configuration/users/decisions",
    title: () => "Changes at RingCentral",
    rights: ["users.manage"],
    group: CONFIGURATION,
    isListed: false,
    component: onDemand(() => import("./decisions/decisions-page")),
  },
  {
    path: "/configuration/security-profiles",
    title: () => "Security profiles",
    rights: ["users.manage"],
    group: CONFIGURATION,
    component: onDemand(() => import("./profiles/profiles-page")),
  },
  {
    path: "/configuration/services",
    title: (me) => (may(me, "services.manage") ? "Services & licences" : "Licences"),
    rights: ["services.manage", "users.manage"],
    group: CONFIGURATION,
    component: onDemand(() => import("./services/services-page")),
  },
  {
    path: "/configuration/audit",
    title: () => "Audit",
    rights: ["audit.see"],
    group: CONFIGURATION,
    component: onDemand(() => import("./audit/audit-page")),
  },
  {
    // After the pages of evaluation that have a name: it takes any.
    path: "/evaluation/:evaluation",
    title: () => "Evaluation",
    rights: [],
    group: EVALUATION,
    isListed: false,
    component: onDemand(() => import("./evaluation/evaluation-page")),
  },
];

export function mayOpen(me: Me, page: PageEntry): boolean {
  return page.rights.length === 0 || page.rights.some((right) => may(me, right));
}

/** The page that an address shows. */
export function pageAt(path: string, pages: readonly PageEntry[]): PageEntry | undefined {
  return isReadable(path) ? pages.find((page) => isShownAt(page.path, path)) : undefined;
}

// Its type says otherwise, but there is no answer for an address that does not match.
function isShownAt(pattern: string, path: string): boolean {
  const matches: unknown = exec(path, pattern, { path, query: {}, params: {} });
  return matches !== undefined;
}

/** False for an address with a `%` that begins no letter: it cannot be taken apart. */
export function isReadable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

/** Starts to load the page of an address while the sign-in is still going on. */
export function preloadPage(path: string, pages: readonly PageEntry[] = PAGES): void {
  const wanted = pageAt(path, pages) ?? pages[0];
  void wanted?.component.preload();
}
