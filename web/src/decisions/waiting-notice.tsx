import { useSignedIn } from "../access/signed-in";
import { useQuery } from "../api/query";
import { counted } from "../components/format";
import { Notice } from "../components/notice";
import { type Waiting, waitingQuery } from "./requests";

export const DECISIONS_PATH = "/configuration/users/decisions";

/** On the Users page: how many changes at RingCentral wait for a decision. Nothing while there are none. */
export function WaitingNotice() {
  const { api } = useSignedIn();
  const { data } = useQuery(waitingQuery(api));
  if (data === undefined || data.count === 0) return null;
  return (
    <Notice kind="decisions" tone={data.alarms > 0 ? "warning" : "plain"}>
      <a href={DECISIONS_PATH}>{waitingWords(data)}</a>
      {data.alarms > 0 && ` ${alarmWords(data.alarms)}`}
    </Notice>
  );
}

function waitingWords({ count, isMore }: Waiting): string {
  if (isMore) return `More than ${count} changes at RingCentral wait for a decision.`;
  return counted(count, "change at RingCentral waits", "changes at RingCentral wait", " for a decision.");
}

function alarmWords(alarms: number): string {
  return `Recordings of ${counted(alarms, "deleted extension", "deleted extensions")} may be lost.`;
}
