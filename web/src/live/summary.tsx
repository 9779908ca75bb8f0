import { useEffect, useRef, useState } from "preact/hooks";
import { counted } from "../components/format";
import type { Board } from "./board";
import { connectionLabel } from "./connection";

// A screen reader that hears every change of every line hears nothing else.
const QUIET_MILLISECONDS = 30_000;

/** For a screen reader: how many are on the phone, now and then, and at once when the page stops being current. */
export function Summary({ board, outOfTouch }: { readonly board: Board; readonly outOfTouch: boolean }) {
  const counts = useSlowly(countWords(board));
  return (
    <p class="hidden-visually" role="status">
      {outOfTouch ? "This page is not current. " : ""}
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

/** The value as it was at most half a minute ago. */
function useSlowly(value: string): string {
  const [said, say] = useState(value);
  const latest = useRef(value);
  latest.current = value;
  useEffect(() => {
    const timer = setInterval(() => say(latest.current), QUIET_MILLISECONDS);
    return () => clearInterval(timer);
  }, []);
  useEffect(() => {
    if (said === "") say(value);
  }, [said, value]);
  return said;
}
