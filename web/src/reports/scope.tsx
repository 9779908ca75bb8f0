import { useSignedIn } from "../access/signed-in";
import type { KnownNames } from "../recordings/names";
import { dayWords } from "../users/words";
import { isOwn, type ReportFilter } from "./filter";
import { useScored } from "./scored";
import { byWords } from "./words";

interface ScopeProps {
  readonly filter: ReportFilter;
  readonly names: KnownNames;
}

/** What the report is about, in words: on paper there are no filters. */
export function Scope({ filter, names }: ScopeProps) {
  const { me } = useSignedIn();
  const { by, period, from, to, scorecard, team, user } = filter;
  const title = useScored(filter).find(({ value }) => value === scorecard)?.label ?? scorecard;
  const person = isOwn(me) ? me.name : (names.users.get(user) ?? user);
  const parts = [
    `${byWords(by)}, by ${period}`,
    `${dayWords(from)} to ${dayWords(to)}`,
    scorecard && `scorecard ${title}`,
    team && `team ${team}`,
    user && `calls of ${person}`,
  ];
  return <p class="muted scope">{parts.filter(Boolean).join("; ")}</p>;
}
