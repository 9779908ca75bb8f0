import type { Connection } from "./board";

const WORDS: Readonly<Record<Connection, { readonly label: string; readonly why: string }>> = {
  connecting: { label: "Connecting", why: "Connecting for live updates" },
  live: { label: "Live", why: "Changes arrive as they happen" },
  reconnecting: { label: "Reconnecting", why: "The connection was lost; connecting again" },
  polling: { label: "Polling", why: "Live updates are not possible; the page checks every 5 seconds" },
};

export function connectionLabel(connection: Connection): string {
  return WORDS[connection].label;
}

/** How changes reach the page: a dot with a label. */
export function ConnectionState({ connection }: { readonly connection: Connection }) {
  const { label, why } = WORDS[connection];
  return (
    <span class="connection" data-connection={connection} title={why}>
      <span class="connection-dot" aria-hidden="true" /> {label}
      <span class="hidden-visually">: {why}</span>
    </span>
  );
}
