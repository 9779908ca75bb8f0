import type { ComponentChildren } from "preact";
import type { Problem } from "../api/problem";
import { useTicking } from "../components/clock";
import { age, clockTime } from "../components/format";
import { NoticeIcon } from "../components/icons";
import type { RealtimeService } from "./answers";
import type { Board } from "./board";
import { NO_CALLER_NAMES } from "./cells";

// A page that is polling gets an answer every 5 seconds: after four missed ones it counts as disconnected.
const DISCONNECTED_MILLISECONDS = 20_000;

/** Whether what is shown cannot be relied on, because the server has not answered for a while. */
export function useDisconnected(board: Board): boolean {
  return useTicking(
    (now) =>
      board.connection !== "live" &&
      board.lastContactAt !== null &&
      now - board.lastContactAt > DISCONNECTED_MILLISECONDS,
  );
}

/** When each service was last updated. */
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
  const lastUpdate = useTicking((now) => lastUpdateWords(service, now));
  return (
    <li data-service-state={service.service} data-stale={service.stale}>
      {named && <strong>{service.service}: </strong>}
      {lastUpdate}
    </li>
  );
}

function lastUpdateWords(service: RealtimeService, now: number): string {
  if (service.last_update_at === null) return "no update from RingCentral yet";
  return `last update from RingCentral ${age(now - Date.parse(service.last_update_at))}`;
}

interface NoticesProps {
  readonly board: Board;
  readonly disconnected: boolean;
}

/** What the reader must know about the rows below, the most important first. */
export function Notices({ board, disconnected }: NoticesProps) {
  const services = [...board.services.values()];
  const many = services.length > 1;
  return (
    <div class="notices">
      {disconnected && board.lastContactAt !== null && (
        <Disconnected since={board.lastContactAt} problem={board.problem} />
      )}
      {!disconnected && board.problem !== null && <ProblemNotice problem={board.problem} />}
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

function Disconnected({ since, problem }: { readonly since: number; readonly problem: Problem | null }) {
  return (
    <Notice kind="disconnected" tone="warning">
      <strong>This page is not up to date.</strong> It shows the status at {clockTime(since)}.{" "}
      {problem !== null && problemWords(problem)} Ringkeep keeps trying.
    </Notice>
  );
}

function ProblemNotice({ problem }: { readonly problem: Problem }) {
  return (
    <Notice kind="problem" tone="warning">
      <strong>The last update failed.</strong> {problemWords(problem)} Ringkeep keeps trying.
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
  /** Whether there are several services, so that each has to be named. */
  readonly many: boolean;
}

function namesOf({ services, many }: ServicesProps): string {
  return many ? `${services.map((service) => service.service).join(", ")}: ` : "";
}

function Stale({ services, many }: ServicesProps) {
  if (services.length === 0) return null;
  return (
    <Notice kind="stale" tone="warning">
      <strong>{namesOf({ services, many })}the grey rows are out of date.</strong> Nothing has arrived from
      RingCentral for a while; they show the last known status.
    </Notice>
  );
}

function NoEvents({ services, many }: ServicesProps) {
  if (services.length === 0) return null;
  return (
    <Notice kind="no-events" tone="plain">
      {namesOf({ services, many })}RingCentral's events are not arriving. Rows are updated by periodic checks
      only and may be a few minutes behind.
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
