import { useEffect, useMemo, useState } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import { may } from "../access/rights";
import { useSignedIn } from "../access/signed-in";
import { useCursorList } from "../api/lists";
import { Empty } from "../components/empty";
import { ExportButton } from "../components/export-button";
import { ProblemNotice } from "../components/notice";
import { Page } from "../components/page";
import { Reading } from "../components/reading";
import type { PageProps } from "../pages";
import { type KnownNames, useUserName } from "../recordings/names";
import "../styles/form.css";
import "../styles/list.css";
import "../styles/plain.css";
import "../styles/reports.css";
import type { Series } from "./answers";
import { addressOf, filterIn, isOwn, needsScorecard, type ReportFilter, requestQuery } from "./filter";
import { Filters } from "./filters";
import { Periods, Totals } from "./numbers";
import { Plot } from "./plot";
import { MOST_LINES, startsOf } from "./plot-data";
import { REPORTS_KEY, readScores } from "./requests";
import { Scope } from "./scope";

/** Scores over time, of the people that the person sees or of their own calls. */
export default function ReportsPage({ title }: PageProps) {
  const { me } = useSignedIn();
  const { query, route } = useLocation();
  const filter = useMemo(() => filterIn(query, me, new Date()), [query, me]);
  const names = useNames(filter);
  const change = (next: ReportFilter) => {
    const address = addressOf(isOwn(me) ? { ...next, user: "" } : next);
    if (address !== window.location.pathname + window.location.search) route(address);
  };
  const seen = (series: readonly Series[]) => {
    if (filter.by === "user") names.learn(series);
  };
  return (
    <Page name="reports" title={title} head={<Head filter={filter} />}>
      <Filters filter={filter} change={change} names={names} />
      <Scope filter={filter} names={names} />
      {needsScorecard(filter) ? (
        <Empty title="Choose a scorecard">
          <p>Sections and questions are compared within one scorecard.</p>
        </Empty>
      ) : (
        <Report filter={filter} seen={seen} />
      )}
    </Page>
  );
}

const NONE: ReadonlyMap<string, string> = new Map();

/** The people of the lines that were shown so far, and of the address for someone who may manage users. */
function useNames({ user }: ReportFilter) {
  const [users, setUsers] = useState<ReadonlyMap<string, string>>(NONE);
  const person = useUserName(user, users);
  return useMemo(() => {
    const all = new Map(users);
    if (person) all.set(user, person);
    const learn = (people: readonly Pick<Series, "id" | "name">[]) =>
      setUsers((before) => withPeople(before, people));
    const remember: KnownNames["remember"] = (_, id, name) => learn([{ id, name }]);
    return { users: all, extensions: NONE, queues: NONE, remember, learn };
  }, [users, person, user]);
}

/** The same map if all of them are in it. */
function withPeople(
  before: ReadonlyMap<string, string>,
  people: readonly Pick<Series, "id" | "name">[],
): ReadonlyMap<string, string> {
  const learned = people.filter(({ id, name }) => name && before.get(id) !== name);
  return learned.length === 0
    ? before
    : new Map([...before, ...learned.map(({ id, name }) => [id, name] as const)]);
}

function Head({ filter }: { readonly filter: ReportFilter }) {
  const { me } = useSignedIn();
  return (
    <div class="page-actions not-printed">
      {may(me, "data.export") && (
        <ExportButton
          path="/v1/reports/scores/export"
          query={requestQuery(filter)}
          fileName="scores.csv"
          label="Export"
        />
      )}
      <button type="button" class="quiet" data-action="print" onClick={() => window.print()}>
        Print
      </button>
    </div>
  );
}

interface ReportProps {
  readonly filter: ReportFilter;
  readonly seen: (series: readonly Series[]) => void;
}

function Report({ filter, seen }: ReportProps) {
  const { api } = useSignedIn();
  const address = addressOf(filter);
  const list = useCursorList<Series>(
    [...REPORTS_KEY, address],
    (cursor) => readScores(api, filter, cursor),
    true,
  );
  const { items } = list;
  useEffect(() => seen(items), [items]);
  if (list.isPending || (items.length === 0 && list.problem !== null)) {
    return <Reading problem={list.problem} retry={list.retry} />;
  }
  return (
    <div aria-busy={list.isReading}>
      <ProblemNotice problem={list.problem} />
      {items.length === 0 ? <NoScore /> : <Scores key={filter.by} series={items} filter={filter} />}
      {list.hasMore && (
        <div class="more not-printed">
          <button
            type="button"
            class="quiet"
            data-action="more"
            disabled={list.isReading}
            onClick={list.more}
          >
            {list.isReading ? "Reading…" : "Show more"}
          </button>
        </div>
      )}
    </div>
  );
}

function NoScore() {
  const { me } = useSignedIn();
  return (
    <Empty title="There is no score in this time">
      <p>
        {isOwn(me)
          ? "Your scores are here as soon as an evaluation of your calls is released to you."
          : "An evaluation counts from the day on which it is released. Choose a longer time, or remove a filter."}
      </p>
    </Empty>
  );
}

interface ScoresProps {
  readonly series: readonly Series[];
  readonly filter: ReportFilter;
}

function Scores({ series, filter }: ScoresProps) {
  const [chosen, choose] = useState<readonly string[] | null>(null);
  const drawn = useMemo(() => drawnOf(series, chosen), [series, chosen]);
  const starts = useMemo(() => startsOf(series, filter.period), [series, filter.period]);
  const ids = drawn.map(({ id }) => id);
  const toggle = (id: string) =>
    choose(ids.includes(id) ? ids.filter((other) => other !== id) : [...ids, id].slice(0, MOST_LINES));
  const [only] = series;
  return (
    <div class="report">
      {series.length === 1 && only?.trend.sentence && (
        <p class="trend" data-direction={only.trend.direction}>
          {only.trend.sentence}
        </p>
      )}
      {starts.length > 0 && drawn.length > 0 && (
        <Plot series={drawn} starts={starts} period={filter.period} />
      )}
      <Totals series={series} filter={filter} drawn={ids} toggle={toggle} />
      {starts.length > 0 && drawn.length > 0 && (
        <Periods series={drawn} starts={starts} period={filter.period} />
      )}
      <p class="muted">
        Only reviews count, from the day on which they were released; evaluations without a score do not.
      </p>
    </div>
  );
}

/** Those that were chosen; before that the first ones. */
function drawnOf(series: readonly Series[], chosen: readonly string[] | null): readonly Series[] {
  if (chosen === null) return series.slice(0, MOST_LINES);
  return series.filter(({ id }) => chosen.includes(id));
}
