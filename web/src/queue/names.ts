/** Names of people and titles of scorecards for filters that have only their ids. */
import { useMemo, useState } from "preact/hooks";
import { may } from "../access/rights";
import { useSignedIn } from "../access/signed-in";
import { useQuery } from "../api/query";
import type { KnownNames } from "../recordings/names";
import type { ScorecardChoice, Summary } from "./answers";
import { scorecardsQuery } from "./requests";

/** The people in the rows that were shown so far. */
export function usePeople(items: readonly Summary[]): KnownNames {
  const [users] = useState(() => new Map<string, string>());
  return useMemo(() => {
    for (const { evaluated, evaluator } of items) {
      for (const { id, name } of [evaluated, evaluator]) if (name) users.set(id, name);
    }
    const remember: KnownNames["remember"] = (_, id, name) => void users.set(id, name);
    return { users, extensions: NONE, queues: NONE, remember };
  }, [items, users]);
}

const NONE: ReadonlyMap<string, string> = new Map();
const NO_SCORECARDS: readonly ScorecardChoice[] = [];

/** The scorecards that can be chosen: those in use for someone who may list them, and those in the rows. */
export function useScorecards(items: readonly Pick<Summary, "scorecard">[]): readonly ScorecardChoice[] {
  const active = useActiveScorecards();
  const [seen] = useState(() => new Map<string, string>());
  return useMemo(() => {
    for (const { scorecard } of items) seen.set(scorecard.id, scorecard.title);
    for (const { id, title } of active) seen.set(id, title);
    const known = [...seen].map(([id, title]) => ({ id, title: title || id }));
    return known.sort((one, other) => one.title.localeCompare(other.title));
  }, [items, active, seen]);
}

function useActiveScorecards(): readonly ScorecardChoice[] {
  const { me, api } = useSignedIn();
  const isAllowed = may(me, "evaluations.evaluate") || may(me, "scorecards.manage");
  return useQuery(scorecardsQuery(api, isAllowed)).data ?? NO_SCORECARDS;
}
