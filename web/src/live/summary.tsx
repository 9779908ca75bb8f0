import { useEffect, useRef, useState } from "preact/hooks";
import { counted } from "../components/format";
import type { Board } from "./board";
import { connectionLabel } from "./connection";

// Reading out every change of every row would leave no room for anything else.
const QUIET_MILLISECONDS = 30_000;

/** For screen readers: how many users are on the phone, now and then, and at once when the page is out of date. */
export function Summary({ board, disconnected }: { readonly board: Board; readonly disconnected: boolean }) {
  const counts = useSlowly(countWords(board));
  return (
    <p class="hidden-visually" role="status">
      {disconnected ? "This page is not up to date. " : ""}
      {connectionLabel(board.connection)}. {counts}
    </p>
  );
}

function countWords(board: Board): string {
  if (!board.loaded) return "";
  const users = [...board.users.values()];
  const talking = users.filter((user) => user.status === "OnPhone").length;
  const ringing = users.filter((user) => user.status === "Ringing").length;
  return `${counted(users.length, "user", "users")}, ${talking} on the phone, ${ringing} ringing.`;
}

/** The value, updated every half minute. */
function useSlowly(value: string): string {
  const [shown, show] = useState(value);
  const latest = useRef(value);
  latest.current = value;
  useEffect(() => {
    const timer = setInterval(() => show(latest.current), QUIET_MILLISECONDS);
    return () => clearInterval(timer);
  }, []);
  useEffect(() => {
    if (shown === "") show(value);
  }, [shown, value]);
  return shown;
}
