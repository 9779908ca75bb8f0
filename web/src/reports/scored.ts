import { useSignedIn } from "../access/signed-in";
import { useQuery } from "../api/query";
import type { Choice } from "../components/form/fields";
import type { ReportFilter } from "./filter";
import { scoredQuery } from "./requests";
import { seriesWords } from "./words";

/** The scorecards that a report can be narrowed to. */
export function useScored(filter: ReportFilter): readonly Choice[] {
  const { api } = useSignedIn();
  const { data } = useQuery(scoredQuery(api, filter));
  return (data?.items ?? []).map((each) => ({ value: each.id, label: seriesWords(each) }));
}
