/** Which columns someone wants to see. This browser remembers them for each person. */
import { useState } from "preact/hooks";
import * as v from "valibot";
import { useSignedIn } from "../access/signed-in";
import { readJson } from "../api/reading";
import { DEFAULT_COLUMNS } from "./columns";

const IDS = v.array(v.string());

export interface ChosenColumns {
  readonly ids: readonly string[];
  readonly choose: (ids: readonly string[]) => void;
}

export function useChosenColumns(): ChosenColumns {
  const { me } = useSignedIn();
  const key = `ringkeep.recordings.columns.${me.user_id || me.username}`;
  const [ids, setIds] = useState(() => remembered(key));
  return {
    ids,
    choose: (next) => {
      setIds(next);
      remember(key, next);
    },
  };
}

function remembered(key: string): readonly string[] {
  try {
    const text = window.localStorage.getItem(key);
    return text === null ? DEFAULT_COLUMNS : readJson(IDS, text);
  } catch {
    // Not readable, or a browser that keeps nothing.
    return DEFAULT_COLUMNS;
  }
}

function remember(key: string, ids: readonly string[]): void {
  try {
    window.localStorage.setItem(key, JSON.stringify(ids));
  } catch {
    // A browser that keeps nothing: the choice lasts as long as the page.
  }
}
