import type { Point, Series } from "./answers";
import { addressOf, type By, type Period, type ReportFilter } from "./filter";
import { MOST_LINES, pointsAt } from "./plot-data";
import { countWords, directionWords, intervalWords, periodWords, scoreWords, seriesWords } from "./words";

interface TotalsProps {
  readonly series: readonly Series[];
  readonly filter: ReportFilter;
  /** The ids of the lines of the plot. */
  readonly drawn: readonly string[];
  readonly toggle: (id: string) => void;
}

/** Each series over the whole time, and what can be said of its trend. */
export function Totals({ series, filter, drawn, toggle }: TotalsProps) {
  const isFull = drawn.length >= MOST_LINES;
  return (
    <table class="plain totals">
      <caption>Over the whole time</caption>
      <thead>
        <tr>
          <th scope="col">{NAME_HEADINGS[filter.by]}</th>
          <th scope="col">Score</th>
          <th scope="col">95 % interval</th>
          <th scope="col">Evaluations</th>
          <th scope="col">Failed by a critical question</th>
          <th scope="col">Trend</th>
          {series.length > 1 && (
            <th scope="col" class="not-printed">
              In the plot
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {series.map((each) => (
          <tr key={each.id} data-series={each.id}>
            <th scope="row">
              <Name series={each} filter={filter} />
            </th>
            <td data-label="Score">{scoreWords(each.total)}</td>
            <td data-label="95 % interval">{intervalWords(each.total)}</td>
            <td data-label="Evaluations">{each.total.count}</td>
            <td data-label="Failed">{each.total.failed}</td>
            <td data-label="Trend" data-direction={each.trend.direction}>
              {directionWords(each.trend)}
              <span class="second-line">{each.trend.sentence}</span>
            </td>
            {series.length > 1 && (
              <td class="not-printed" data-label="In the plot">
                <input
                  type="checkbox"
                  aria-label={`Show ${seriesWords(each)} in the plot`}
                  checked={drawn.includes(each.id)}
                  disabled={isFull && !drawn.includes(each.id)}
                  onChange={() => toggle(each.id)}
                />
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const NAME_HEADINGS: Readonly<Record<By, string>> = {
  all: "Evaluations of",
  team: "Team",
  user: "Person",
  scorecard: "Scorecard",
  section: "Section",
  question: "Question",
};

/** What a series is narrowed to by its link: a team to its people, a person and a scorecard to theirs. */
const FURTHER: Partial<Readonly<Record<By, (id: string) => Partial<ReportFilter>>>> = {
  team: (team) => ({ by: "user", team }),
  user: (user) => ({ by: "scorecard", user, team: "" }),
  scorecard: (scorecard) => ({ by: "section", scorecard }),
};

function Name({ series, filter }: { readonly series: Series; readonly filter: ReportFilter }) {
  const further = FURTHER[filter.by];
  if (further === undefined || series.id === "") return <>{seriesWords(series)}</>;
  return (
    <a class="link" href={addressOf({ ...filter, ...further(series.id) })}>
      {seriesWords(series)}
    </a>
  );
}

interface PeriodsProps {
  readonly series: readonly Series[];
  readonly starts: readonly string[];
  readonly period: Period;
}

/** The numbers of the plot. */
export function Periods({ series, starts, period }: PeriodsProps) {
  const columns = series.map((each) => ({ id: each.id, points: pointsAt(each, starts) }));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what is moved sideways must be reached by keyboard
    <section class="wide-table" aria-label="The numbers of the plot" tabIndex={0}>
      <table class="plain periods">
        <caption>The numbers of the plot</caption>
        <thead>
          <tr>
            <th scope="col">{period === "month" ? "Month" : "Week"}</th>
            {series.map((each) => (
              <th key={each.id} scope="col">
                {seriesWords(each)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {starts.map((start, index) => (
            <tr key={start} data-period={start}>
              <th scope="row">{periodWords(start, period)}</th>
              {columns.map(({ id, points }) => (
                <td key={id}>
                  <Numbers point={points[index] ?? null} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Numbers({ point }: { readonly point: Point | null }) {
  if (point === null || point.count === 0) return <span class="muted">None</span>;
  return (
    <>
      {scoreWords(point)}
      <span class="second-line">{[countWords(point), intervalWords(point)].filter(Boolean).join(", ")}</span>
    </>
  );
}
