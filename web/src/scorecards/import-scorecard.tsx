import { useState } from "preact/hooks";
import { useSignedIn } from "../access/signed-in";
import type { Problem } from "../api/problem";
import { useMutation } from "../api/query";
import { useQueryClient } from "../api/query-client";
import { Dialog } from "../components/dialog";
import { Field } from "../components/form/fields";
import { counted } from "../components/format";
import { Notice, ProblemNotice } from "../components/notice";
import type { Stored } from "./answers";
import { addressOf } from "./columns";
import { importScorecard, LARGEST_FILE, SCORECARDS_KEY } from "./requests";

interface ImportProps {
  readonly close: (said?: string) => void;
}

/** Adds a scorecard from a file that is chosen or dropped. */
export function ImportScorecard({ close }: ImportProps) {
  const { api } = useSignedIn();
  const queries = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const { mutate, isPending, error, data, reset } = useMutation(
    (chosen: File) => importScorecard(api, chosen),
    { onSuccess: () => queries.invalidateQueries({ queryKey: SCORECARDS_KEY }) },
  );
  const take = (chosen: File | null) => {
    setFile(chosen);
    reset();
    if (chosen !== null && chosen.size <= LARGEST_FILE) mutate(chosen);
  };
  return (
    <Dialog name="import-scorecard" title="Import a scorecard" close={() => close()}>
      {data === undefined ? (
        <>
          <ChooseFile take={take} isBusy={isPending} />
          <p role="status">{isPending && `Reading ${file?.name}…`}</p>
          {file !== null && file.size > LARGEST_FILE && <TooLarge />}
          <Mistakes problem={error} name={file?.name ?? ""} />
        </>
      ) : (
        <Imported scorecard={data} close={() => close(`${data.title} was imported.`)} />
      )}
    </Dialog>
  );
}

interface ChooseFileProps {
  readonly take: (file: File | null) => void;
  readonly isBusy: boolean;
}

function ChooseFile({ take, isBusy }: ChooseFileProps) {
  const [isOver, setOver] = useState(false);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is another way to do what the field below does
    <div
      class="drop"
      data-over={isOver || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        if (!isBusy) take(event.dataTransfer?.files[0] ?? null);
      }}
    >
      <Field
        name="file"
        label="File"
        hint="YAML, JSON, or an evaluation form of Amazon Connect in JSON: at most 1,000,000 bytes. You can also drop it here."
      >
        {(described) => (
          <input
            {...described}
            type="file"
            accept=".yaml,.yml,.json,application/json,application/yaml"
            disabled={isBusy}
            onChange={(event) => take(event.currentTarget.files?.[0] ?? null)}
          />
        )}
      </Field>
    </div>
  );
}

function TooLarge() {
  return (
    <Notice kind="too-large" tone="warning" isUrgent>
      The file is too large: a scorecard has at most 1,000,000 bytes.
    </Notice>
  );
}

/** Each mistake with its place in the file. */
function Mistakes({ problem, name }: { readonly problem: Problem | null; readonly name: string }) {
  if (problem === null || problem.errors.length === 0) return <ProblemNotice problem={problem} />;
  const { errors } = problem;
  return (
    <div role="alert" data-notice="mistakes">
      <p>
        <strong>{name} was not imported.</strong> {counted(errors.length, "mistake", "mistakes")}:
      </p>
      <ul class="mistakes">
        {errors.map(({ field, detail }) => (
          <li key={`${field} ${detail}`}>
            {field && <code>{field}: </code>}
            {detail}
          </li>
        ))}
      </ul>
    </div>
  );
}

interface ImportedProps {
  readonly scorecard: Stored;
  readonly close: () => void;
}

function Imported({ scorecard, close }: ImportedProps) {
  const { notes, findings, title } = scorecard;
  const errors = findings.filter(({ level }) => level === "error");
  return (
    <>
      <p role="status">
        <strong>{title}</strong> was imported as a draft.
        {errors.length > 0 &&
          ` ${counted(errors.length, "mistake keeps", "mistakes keep")} it from becoming active: open it to see more.`}
      </p>
      {notes.length > 0 && (
        <div data-notice="notes">
          <p>What is not the same as in the file:</p>
          <ul class="mistakes">
            {notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </div>
      )}
      <div class="actions">
        <a class="primary" href={addressOf(scorecard.id)}>
          Open it
        </a>
        <button type="button" class="quiet" data-action="done" onClick={close}>
          Done
        </button>
      </div>
    </>
  );
}
