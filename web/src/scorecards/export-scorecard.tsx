import { useSignedIn } from "../access/signed-in";
import { useMutation } from "../api/query";
import { Dialog } from "../components/dialog";
import { saveFile } from "../components/download";
import { ProblemNotice } from "../components/notice";
import type { Summary } from "./answers";
import { type FileFormat, readFile } from "./requests";
import { fileName } from "./words";

interface ExportProps {
  readonly scorecard: Summary;
  readonly close: () => void;
}

const TYPES: Readonly<Record<FileFormat, string>> = { yaml: "application/yaml", json: "application/json" };

/** Saves a scorecard as a file, which can be imported again. */
export function ExportScorecard({ scorecard, close }: ExportProps) {
  const { api } = useSignedIn();
  const { mutate, isPending, error } = useMutation(
    async (format: FileFormat) => ({ format, content: await readFile(api, scorecard.id, format) }),
    {
      onSuccess: ({ format, content }) => {
        saveFile(content, fileName(scorecard.title, format), TYPES[format]);
        close();
      },
    },
  );
  return (
    <Dialog name="export-scorecard" title={`Export ${scorecard.title}`} close={close}>
      <ProblemNotice problem={error} />
      <p>{exportedWords(scorecard)} Both formats have the same in them, and can be imported again.</p>
      <div class="actions">
        {(["yaml", "json"] as const).map((format) => (
          <button
            key={format}
            type="button"
            class="primary"
            data-action={`export-${format}`}
            disabled={isPending}
            onClick={() => mutate(format)}
          >
            {format.toUpperCase()}
          </button>
        ))}
        <button type="button" class="quiet" data-action="cancel" onClick={close}>
          Cancel
        </button>
      </div>
    </Dialog>
  );
}

function exportedWords({ active_version, latest_version }: Summary): string {
  if (active_version > 0) return `The file has version ${active_version}, which is active.`;
  return latest_version > 0 ? `The file has the last version, ${latest_version}.` : "The file has the draft.";
}
