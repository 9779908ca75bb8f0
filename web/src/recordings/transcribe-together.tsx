import { useState } from "preact/hooks";
import { useSignedIn } from "../access/signed-in";
import { useMutation, useQuery } from "../api/query";
import { queryOptions } from "../api/query-client";
import { Dialog } from "../components/dialog";
import { CheckBox } from "../components/form/fields";
import { counted } from "../components/format";
import { Reading } from "../components/listed";
import { ProblemNotice } from "../components/notice";
import { identifierOf, type Recording } from "./answers";
import { RefusedList } from "./refused-list";
import { TranscriptionProgress } from "./transcription-progress";
import { estimate, type Requested, totalCost, transcribe } from "./transcriptions";

interface TogetherProps {
  readonly recordings: readonly Recording[];
  readonly close: () => void;
}

/** Says what the transcriptions would cost and which are refused, starts them, and shows how they stand. */
export function TranscribeTogether({ recordings, close }: TogetherProps) {
  const { api } = useSignedIn();
  const [again, setAgain] = useState(false);
  const ids = recordings.map(identifierOf);
  const { data, error, isFetching, refetch } = useQuery(
    queryOptions(["transcriptions", "estimate", ids, again], () => estimate(api, ids, again), {
      staleTime: 0,
      gcTime: 0,
    }),
  );
  const start = useMutation(() => transcribe(api, ids, again));
  return (
    <Dialog
      name="transcribe"
      title={`Transcribe ${counted(recordings.length, "recording", "recordings")}`}
      kind="panel"
      close={close}
    >
      {start.data !== undefined ? (
        <Started started={start.data} recordings={recordings} close={close} />
      ) : (
        <>
          <CheckBox
            name="again"
            label="Also those that have a transcript"
            note="They get a new one, which costs as much as the first."
            isChecked={again}
            isReadOnly={start.isPending}
            change={setAgain}
          />
          {data === undefined ? (
            <Reading problem={error} retry={() => void refetch()} />
          ) : (
            <Estimate
              items={data}
              recordings={recordings}
              isBusy={start.isPending || isFetching}
              start={() => start.mutate(undefined)}
              close={close}
            />
          )}
          <ProblemNotice problem={start.error} />
        </>
      )}
    </Dialog>
  );
}

interface EstimateProps extends TogetherProps {
  readonly items: readonly Requested[];
  readonly isBusy: boolean;
  readonly start: () => void;
}

function Estimate({ items, recordings, isBusy, start, close }: EstimateProps) {
  const accepted = items.filter(({ errors }) => errors.length === 0);
  const cost = totalCost(accepted);
  return (
    <>
      <dl class="costs" data-estimate={cost ?? "none"}>
        <div>
          <dt>Would be transcribed</dt>
          <dd>{counted(accepted.length, "recording", "recordings")}</dd>
        </div>
        <div>
          <dt>Would cost</dt>
          <dd>{cost ?? "nothing"}</dd>
        </div>
      </dl>
      <RefusedList label="Cannot be transcribed" items={items} recordings={recordings} />
      <div class="form-actions">
        <button
          type="button"
          class="primary"
          data-action="start"
          disabled={isBusy || accepted.length === 0}
          onClick={start}
        >
          {isBusy ? "One moment…" : `Transcribe ${counted(accepted.length, "recording", "recordings")}`}
        </button>
        <button type="button" class="quiet" data-action="cancel" onClick={close}>
          Cancel
        </button>
      </div>
    </>
  );
}

interface StartedProps extends TogetherProps {
  readonly started: readonly Requested[];
}

function Started({ started, recordings, close }: StartedProps) {
  return (
    <>
      <TranscriptionProgress started={started} recordings={recordings} />
      <RefusedList label="Not started" items={started} recordings={recordings} />
      <button type="button" class="primary" data-action="finish" onClick={close}>
        Close
      </button>
      <p class="muted">You may close this: the transcriptions go on.</p>
    </>
  );
}
