import { useState } from "preact/hooks";
import { useSignedIn } from "../access/signed-in";
import { useQuery } from "../api/query";
import { queryOptions } from "../api/query-client";
import { counted } from "../components/format";
import { dayWords } from "../users/words";
import type { RecordingCount } from "./answers";
import { addressOf, isSearch, OPEN_STATES, type RecordingFilter, requestQuery } from "./filter";
import { countRecordings, RECORDINGS_KEY } from "./requests";

interface CountProps {
  readonly filter: RecordingFilter;
  /** How many are shown, and whether these are all. */
  readonly shown: number;
  readonly isComplete: boolean;
}

/** How many recordings there are. It is asked for beside the list, and only if the list goes on. */
export function Count({ filter, shown, isComplete }: CountProps) {
  if (isComplete) return <p role="status">{counted(shown, "recording", "recordings")}</p>;
  // The index has no recordings in a state that is not final.
  if (OPEN_STATES.includes(filter.state ?? "")) return null;
  return <Counted key={addressOf(filter)} filter={filter} />;
}

function Counted({ filter }: Pick<CountProps, "filter">) {
  const { api } = useSignedIn();
  const [cursor, goOn] = useState<string | null>(null);
  const [wanted] = useState(() => withBeginning(filter));
  const options = queryOptions(
    [...RECORDINGS_KEY, "count", wanted, cursor],
    () => countRecordings(api, wanted, cursor),
    { placeholderData: (before: RecordingCount | undefined) => before },
  );
  const { data, error, isFetching } = useQuery(options);
  if (data === undefined) return <p role="status">{error === null ? "Counting…" : ""}</p>;
  return (
    <>
      <p role="status">{countWords(data, filter)}</p>
      {data.next !== null && (
        <button
          type="button"
          class="quiet"
          data-action="count-on"
          disabled={isFetching}
          onClick={() => goOn(data.next)}
        >
          {isFetching ? "Counting…" : "Count on"}
        </button>
      )}
    </>
  );
}

const DAYS_OF_THE_LIST = 90;
const DAY_MILLISECONDS = 86_400_000;

/** A list without a beginning has 90 days; a count has none of its own. */
function withBeginning(filter: RecordingFilter): RecordingFilter {
  if (isSearch(filter) || filter.from) return filter;
  const end = Date.parse(String(requestQuery(filter).to ?? "")) || Date.now();
  return { ...filter, from: new Date(end - DAYS_OF_THE_LIST * DAY_MILLISECONDS).toISOString() };
}

const NUMBER = new Intl.NumberFormat();

function countWords({ count, more, next, reached }: RecordingCount, filter: RecordingFilter): string {
  const many = `${NUMBER.format(count)} ${count === 1 ? "recording" : "recordings"}`;
  if (next !== null) return `${many} so far${reached ? `, back to ${momentDay(reached)}` : ""}`;
  if (more) return `More than ${many}`;
  return isSearch(filter) || filter.state ? many : `${many}, besides those that are still to be imported`;
}

/** The reader's own day of a moment. */
export function momentDay(moment: string): string {
  const time = new Date(moment);
  const parts = [time.getFullYear(), time.getMonth() + 1, time.getDate()];
  return dayWords(parts.map((part) => String(part).padStart(2, "0")).join("-"));
}
