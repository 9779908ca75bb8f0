import type { Connection } from "./board";

const WORDS: Readonly<Record<Connection, { readonly label: string; readonly why: string }>> = {
  connecting: { label: "Connecting", why: "The connection for live changes is being made" },
  live: { label: "Live", why: "Changes arrive as they happen" },
  reconnecting: { label: "Reconnecting", why: "The connection was lost and is being made again" },
  polling: { label: "Polling", why: "No lasting connection is possible: the page asks every 5 seconds" },
};

export function connectionLabel(connection: Connection): string {
  return WORDS[connection].label;
}

/** How changes reach the page, as a dot with its word. */
export function ConnectionState({ connection }: { readonly connection: Connection }) {
  const { label, why } = WORDS[connection];
  return (
    <span class="connection" data-connection={connection} title={why}>
      <span class="connection-dot" aria-hidden="true" /> {label}
      <span class="hidden-visually">: {why}</span>
    </span>
  );
}
