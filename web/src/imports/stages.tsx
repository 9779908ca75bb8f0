import { useSignedIn } from "../access/signed-in";
import { type Mutation, useMutation } from "../api/query";
import { useQueryClient } from "../api/query-client";
import { counted } from "../components/format";
import { Notice, ProblemNotice } from "../components/notice";
import type { ImportJob } from "./answers";
import { PreviewTable } from "./preview";
import { cancelImport, confirmImport } from "./requests";
import { Results } from "./results";
import { placeWords, stateWords } from "./words";

interface StagesProps {
  readonly job: ImportJob;
  readonly startAgain: () => void;
}

/** What an import is doing, what it found, and what the person may do now. */
export function Stages({ job, startAgain }: StagesProps) {
  const { api } = useSignedIn();
  const confirm = useJobChange(() => confirmImport(api, job.id));
  const cancel = useJobChange(() => cancelImport(api, job.id));
  const isBusy = confirm.isPending || cancel.isPending;
  const cancelling = { isBusy, cancel: () => cancel.mutate(undefined) };
  return (
    <div class="import" data-import-state={job.state}>
      <p class="import-file">
        <strong>{job.file_name}</strong> <span class="badge">{stateWords(job.state)}</span>
      </p>
      <ProblemNotice problem={confirm.error ?? cancel.error} />
      {job.state === "checking" && <Checking {...cancelling} />}
      {job.state === "mistaken" && <Mistaken job={job} startAgain={startAgain} />}
      {job.state === "ready" && <Ready job={job} {...cancelling} confirm={() => confirm.mutate(undefined)} />}
      {job.state === "writing" && <Writing job={job} {...cancelling} />}
      {(job.state === "done" || job.state === "cancelled" || job.state === "failed") && (
        <Over job={job} startAgain={startAgain} />
      )}
    </div>
  );
}

function useJobChange(request: () => Promise<ImportJob>): Mutation<ImportJob, undefined> {
  const queries = useQueryClient();
  return useMutation<ImportJob, undefined>(request, {
    // The answer need not have everything that the job's own page has.
    onSettled: () => queries.invalidateQueries({ queryKey: ["imports"] }),
  });
}

interface CancelProps {
  readonly isBusy: boolean;
  readonly cancel: () => void;
}

function Cancel({ isBusy, cancel }: CancelProps) {
  return (
    <button type="button" class="quiet" data-action="cancel-import" disabled={isBusy} onClick={cancel}>
      Cancel the import
    </button>
  );
}

function StartAgain({ startAgain }: Pick<StagesProps, "startAgain">) {
  return (
    <button type="button" class="primary" data-action="start-again" onClick={startAgain}>
      Choose another file
    </button>
  );
}

function Checking(props: CancelProps) {
  return (
    <div class="card">
      <p role="status">The file is being checked. You may leave this page and come back.</p>
      <progress aria-label="The file is being checked" />
      <Cancel {...props} />
    </div>
  );
}

function Mistaken({ job, startAgain }: StagesProps) {
  const count = Math.max(job.problem_count, job.problems.length);
  const others = count - job.problems.length;
  return (
    <>
      <Notice kind="mistaken" tone="warning" isUrgent>
        <strong>{counted(count, "mistake", "mistakes")} found, so nothing was changed.</strong> Correct the
        file and choose it again.
      </Notice>
      <table class="plain" aria-label="Mistakes">
        <thead>
          <tr>
            <th scope="col">Where</th>
            <th scope="col">What to do</th>
          </tr>
        </thead>
        <tbody>
          {job.problems.map((problem) => (
            <tr
              key={`${problem.line}/${problem.column}/${problem.code}`}
              data-line={problem.line}
              data-column={problem.column}
            >
              <th scope="row">{placeWords(problem)}</th>
              <td>{problem.message}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {others > 0 && <p>And {counted(others, "other", "others")}.</p>}
      <StartAgain startAgain={startAgain} />
    </>
  );
}

function Ready({
  job,
  confirm,
  ...cancelling
}: CancelProps & { readonly job: ImportJob; readonly confirm: () => void }) {
  const { preview } = job;
  const changes = (preview?.added ?? 0) + (preview?.changed ?? 0);
  return (
    <>
      {preview && (
        <>
          <dl class="numbers">
            <Count label="Added" count={preview.added} />
            <Count label="Changed" count={preview.changed} />
            <Count label="As they are" count={preview.unchanged} />
            <Count label="Not in the file" count={preview.not_mentioned} />
          </dl>
          <PreviewTable preview={preview} />
        </>
      )}
      <div class="form-actions">
        <button
          type="button"
          class="primary"
          data-action="confirm-import"
          disabled={cancelling.isBusy || changes === 0}
          onClick={confirm}
        >
          {changes === 0 ? "Nothing to change" : `Write ${counted(changes, "change", "changes")}`}
        </button>
        <Cancel {...cancelling} />
      </div>
    </>
  );
}

export function Count({ label, count }: { readonly label: string; readonly count: number }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{count}</dd>
    </div>
  );
}

function Writing({ job, ...cancelling }: CancelProps & { readonly job: ImportJob }) {
  const total = (job.preview?.added ?? 0) + (job.preview?.changed ?? 0);
  const done = Math.max(job.position, job.written + job.refused);
  return (
    <div class="card">
      <p role="status">
        {total > 0
          ? `${done} of ${counted(total, "line", "lines")} are written.`
          : "The lines are being written."}
      </p>
      <progress aria-label="Lines that are written" {...(total > 0 && { max: total, value: done })} />
      <Cancel {...cancelling} />
    </div>
  );
}

function Over({ job, startAgain }: StagesProps) {
  return (
    <>
      {job.state === "failed" && (
        <Notice kind="failed" tone="warning" isUrgent>
          <strong>The import has failed.</strong> {job.detail}
        </Notice>
      )}
      {job.state === "cancelled" && (
        <p role="status">It was cancelled. What was written before stays as it was written.</p>
      )}
      <dl class="numbers">
        <Count label="Written" count={job.written} />
        <Count label="Refused" count={job.refused} />
      </dl>
      {job.written + job.refused > 0 && <Results id={job.id} />}
      <StartAgain startAgain={startAgain} />
    </>
  );
}
