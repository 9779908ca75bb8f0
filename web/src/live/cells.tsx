import type { ComponentChildren } from "preact";
import { counted, phoneNumber } from "../components/format";
import { DirectionIcon, StatusIcon } from "../components/icons";
import type { RealtimeUser, Status } from "./answers";
import { Elapsed } from "./elapsed";
import { hasCall, statusLabel } from "./statuses";

export const NO_CALLER_NAMES = "Caller names are not part of this account's RingCentral plan";

export function StatusPill({ status }: { readonly status: Status }) {
  return (
    <span class={`status status-${status}`} data-status={status}>
      <StatusIcon status={status} /> {statusLabel(status)}
    </span>
  );
}

export function MoreCalls({ calls }: { readonly calls: number }) {
  if (calls < 2) return null;
  return (
    <span class="badge" title={`${calls} calls at once`}>
      {counted(calls, "call", "calls")}
    </span>
  );
}

/** A dash for an empty cell, with the reason. */
function Nothing({ why }: { readonly why: string }) {
  return (
    <span class="nothing" title={why}>
      <span aria-hidden="true">—</span>
      <span class="hidden-visually">{why}</span>
    </span>
  );
}

export function Since({ user }: { readonly user: RealtimeUser }) {
  return user.since === null ? <Nothing why="The start time is not known" /> : <Elapsed since={user.since} />;
}

export function Direction({ user }: { readonly user: RealtimeUser }): ComponentChildren {
  if (!hasCall(user)) return null;
  if (user.direction === null) return <Nothing why="The direction is not known yet" />;
  return (
    <span class="direction">
      <DirectionIcon inbound={user.direction === "Inbound"} /> {user.direction}
    </span>
  );
}

export function OtherNumber({ user }: { readonly user: RealtimeUser }): ComponentChildren {
  if (!hasCall(user)) return null;
  const number = user.other_party?.number;
  return number ? (
    <span class="number">{phoneNumber(number)}</span>
  ) : (
    <Nothing why="The number is withheld or not known yet" />
  );
}

export function OtherName({
  user,
  callerNames,
}: {
  readonly user: RealtimeUser;
  readonly callerNames: boolean;
}): ComponentChildren {
  if (!hasCall(user)) return null;
  const name = user.other_party?.name;
  return name || <Nothing why={callerNames ? "RingCentral sent no name for this call" : NO_CALLER_NAMES} />;
}

export function Queue({ user }: { readonly user: RealtimeUser }): ComponentChildren {
  if (!hasCall(user)) return null;
  return user.queue ?? <Nothing why="The call did not come through a queue" />;
}

export function Recording({ user }: { readonly user: RealtimeUser }): ComponentChildren {
  if (!hasCall(user)) return null;
  return (
    <span class="recording" data-recording={user.recording}>
      <span class="recording-dot" aria-hidden="true" />
      <span>
        {user.recording ? "Recording" : "Not recording"}
        {user.recording && <Kinds kinds={kindsOf(user)} />}
      </span>
    </span>
  );
}

/** One line for each. The marks between them are for a reader who hears the cell. */
function Kinds({ kinds }: { readonly kinds: readonly string[] }): ComponentChildren {
  return kinds.map((kind, index) => (
    <span key={kind} class="recording-kind">
      <span class="hidden-visually">{index === 0 ? ": " : ", "}</span>
      {kind}
    </span>
  ));
}

const KINDS: Readonly<Record<string, string>> = {
  Automatic: "automatic",
  OnDemand: "on demand",
  Party: "one party",
  Session: "whole call",
};

// For example "automatic (one party)" and "on demand (whole call)"; what RingCentral does not report is left out.
function kindsOf(user: RealtimeUser): readonly string[] {
  const kinds = user.recordings.map(({ mode, view }) => {
    const [started, content] = [mode, view].map((word) => word && (KINDS[word] ?? word));
    return content ? `${started ?? ""} (${content})`.trim() : started;
  });
  return [...new Set(kinds)].flatMap((kind) => (kind ? [kind] : []));
}
