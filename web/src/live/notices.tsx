import type { ComponentChildren } from "preact";
import type { Problem } from "../api/problem";
import { useTicking } from "../components/clock";
import { age, clockTime } from "../components/format";
import { NoticeIcon } from "../components/icons";
import { LAST_UPDATE_AT, type RealtimeService } from "./answers";
import type { Board } from "./board";
import { NO_CALLER_NAMES } from "./cells";

// A page that is polling hears something each 5 seconds: after four silent turns it says so.
const OUT_OF_TOUCH_MILLISECONDS = 20_000;

/** Whether nothing can be relied on because the server has not been heard. */
export function useOutOfTouch(board: Board): boolean {
  return useTicking(
    (now) =>
      board.connection !== "live" &&
      board.contactAt !== null &&
      now - board.contactAt > OUT_OF_TOUCH_MILLISECONDS,
  );
}

/** How current each service's lines are, in one line each. */
export function ServiceStates({ board }: { readonly board: Board }) {
  if (board.services.size === 0) return null;
  return (
    <ul class="service-states">
      {[...board.services.values()].map((service) => (
        <ServiceState key={service.service} service={service} named={board.services.size > 1} />
      ))}
    </ul>
  );
}

function ServiceState({ service, named }: { readonly service: RealtimeService; readonly named: boolean }) {
  const heard = useTicking((now) => heardWords(service, now));
  return (
    <li data-service-state={service.service} data-stale={service.stale}>
      {named && <strong>{service.service}: </strong>}
      {heard}
    </li>
  );
}

function heardWords(service: RealtimeService, now: number): string {
  if (service[LAST_UPDATE_AT] === null) return "not heard from RingCentral yet";
  return `heard from RingCentral ${age(now - Date.parse(service[LAST_UPDATE_AT]))}`;
}

interface NoticesProps {
  readonly board: Board;
  readonly outOfTouch: boolean;
}

/** What the reader must know about the lines below, worst first. */
export function Notices({ board, outOfTouch }: NoticesProps) {
  const services = [...board.services.values()];
  const many = services.length > 1;
  return (
    <div class="notices">
      {outOfTouch && board.contactAt !== null && (
        <OutOfTouch since={board.contactAt} problem={board.problem} />
      )}
      {!outOfTouch && board.problem !== null && <ProblemNotice problem={board.problem} />}
      <Stale services={services.filter((service) => service.stale)} many={many} />
      <NoEvents services={services.filter((service) => !service.events_arrive)} many={many} />
      <CallerNames services={services.filter((service) => !service.caller_names)} many={many} />
    </div>
  );
}

interface NoticeProps {
  readonly kind: string;
  readonly tone: "warning" | "plain";
  readonly children: ComponentChildren;
}

function Notice({ kind, tone, children }: NoticeProps) {
  return (
    <p class={`notice notice-${tone}`} data-notice={kind}>
      <NoticeIcon /> <span>{children}</span>
    </p>
  );
}

function OutOfTouch({ since, problem }: { readonly since: number; readonly problem: Problem | null }) {
  return (
    <Notice kind="out-of-touch" tone="warning">
      <strong>This page is not current.</strong> Shown is what was known at {clockTime(since)}.{" "}
      {problem !== null && problemWords(problem)} The page goes on trying.
    </Notice>
  );
}

function ProblemNotice({ problem }: { readonly problem: Problem }) {
  return (
    <Notice kind="problem" tone="warning">
      <strong>The last reading failed.</strong> {problemWords(problem)} The page goes on trying.
    </Notice>
  );
}

function problemWords(problem: Problem): string {
  return [problem.title, problem.detail]
    .filter(Boolean)
    .map((words) => words.replace(/[^.!?]$/, "$&."))
    .join(" ");
}

interface ServicesProps {
  readonly services: readonly RealtimeService[];
  /** Whether there are several services on the page, so that each has to be named. */
  readonly many: boolean;
}

function namesOf({ services, many }: ServicesProps): string {
  return many ? `${services.map((service) => service.service).join(", ")}: ` : "";
}

function Stale({ services, many }: ServicesProps) {
  if (services.length === 0) return null;
  return (
    <Notice kind="stale" tone="warning">
      <strong>{namesOf({ services, many })}the greyed lines are old.</strong> RingCentral has not been heard
      for a while; they show what was known last.
    </Notice>
  );
}

function NoEvents({ services, many }: ServicesProps) {
  if (services.length === 0) return null;
  return (
    <Notice kind="no-events" tone="plain">
      {namesOf({ services, many })}RingCentral's events do not arrive. Lines are updated by checks only and
      may be some minutes behind.
    </Notice>
  );
}

function CallerNames({ services, many }: ServicesProps) {
  if (services.length === 0) return null;
  return (
    <Notice kind="caller-names" tone="plain">
      {namesOf({ services, many })}
      {NO_CALLER_NAMES}.
    </Notice>
  );
}
