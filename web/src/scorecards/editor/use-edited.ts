import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { useSignedIn } from "../../access/signed-in";
import type { Scorecard } from "../content";
import { forget, type Kept, keep, keptAt, keptKey } from "./kept";

/** A scorecard as it is stored, with the revision that a change names. */
export interface Base {
  readonly scorecard: Scorecard;
  readonly revision: number;
}

/** What is typed over what is stored. */
export interface Edited {
  readonly scorecard: Scorecard;
  readonly base: Base;
  readonly isChanged: boolean;
  /** When it was typed, if this browser kept it from another visit. */
  readonly restored: string | null;
  readonly change: (next: Scorecard) => void;
  /** It is stored now: by this person, or by someone else, whose change is to be replaced. */
  readonly setBase: (base: Base) => void;
  /** Shows what is stored, and forgets what was typed. */
  readonly reset: (base: Base) => void;
}

const PAUSE_MILLISECONDS = 400;

export function useEdited(id: string, stored: Base): Edited {
  const { me } = useSignedIn();
  const key = keptKey(me.user_id || me.username, id);
  const [kept] = useState(() => keptAt(key));
  const [base, setBase] = useState<Base>(() => baseOf(stored, kept));
  const [scorecard, change] = useState(kept?.scorecard ?? stored.scorecard);
  const [restored, setRestored] = useState(kept?.at ?? null);
  const stillStored = useMemo(() => JSON.stringify(base.scorecard), [base]);
  const isChanged = useMemo(
    () => scorecard !== base.scorecard && JSON.stringify(scorecard) !== stillStored,
    [scorecard, base, stillStored],
  );
  useKeeping(key, isChanged ? scorecard : null, base.revision, kept);
  return {
    scorecard,
    base,
    isChanged,
    restored: isChanged ? restored : null,
    change,
    setBase: (next) => {
      setRestored(null);
      setBase(next);
    },
    reset: (next) => {
      setRestored(null);
      setBase(next);
      change(next.scorecard);
    },
  };
}

// What was typed over an older revision stays so: saving it is a conflict.
function baseOf(stored: Base, kept: Kept | null): Base {
  return { ...stored, revision: kept?.revision ?? stored.revision };
}

/** Keeps what is typed a moment after the last change, and at once when the page goes away. */
function useKeeping(key: string, scorecard: Scorecard | null, revision: number, before: Kept | null): void {
  const waiting = useRef<(() => void) | null>(null);
  useEffect(() => {
    const run = () => {
      waiting.current = null;
      // What was kept from another visit and not touched keeps its time, too.
      const isKept = scorecard === before?.scorecard && revision === before?.revision;
      if (scorecard === null) forget(key);
      else if (!isKept) keep(key, { revision, at: new Date().toISOString(), scorecard });
    };
    waiting.current = run;
    const timer = setTimeout(run, PAUSE_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [key, scorecard, revision, before]);
  // Before another page is shown, which may be the same one again.
  useLayoutEffect(() => {
    const flush = () => waiting.current?.();
    window.addEventListener("pagehide", flush);
    return () => {
      window.removeEventListener("pagehide", flush);
      flush();
    };
  }, []);
}
