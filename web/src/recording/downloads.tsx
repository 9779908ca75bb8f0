import { may } from "../access/rights";
import { useSignedIn } from "../access/signed-in";
import { useMutation } from "../api/query";
import { saveFile } from "../components/download";
import { ProblemNotice } from "../components/notice";
import type { Details } from "./answers";
import { askDownload, readTranscriptFile, type TranscriptFormat } from "./requests";

interface DownloadsProps {
  readonly details: Details;
  readonly unredacted: boolean;
}

interface TranscriptFile {
  readonly format: TranscriptFormat;
  readonly label: string;
  readonly ending: string;
  readonly type: string;
}

const TRANSCRIPTS: readonly TranscriptFile[] = [
  { format: "text", label: "Transcript as text", ending: "txt", type: "text/plain;charset=utf-8" },
  { format: "json", label: "Transcript as JSON", ending: "json", type: "application/json" },
  { format: "vtt", label: "Transcript as WebVTT", ending: "vtt", type: "text/vtt;charset=utf-8" },
];

/** The files of a recording. */
export function Downloads({ details, unredacted }: DownloadsProps) {
  const { me, api } = useSignedIn();
  const { recording, recording_id, has_transcript, audio } = details;
  const file = useMutation((what: "audio" | "sidecar") => askDownload(api, recording, what), {
    // The address says that the browser is to save it.
    onSuccess: ({ url }) => follow(url),
  });
  const transcript = useMutation(
    ({ format }: TranscriptFile) => readTranscriptFile(api, recording, format, unredacted),
    { onSuccess: (content, { ending, type }) => saveFile(content, `${recording_id}.${ending}`, type) },
  );
  const mayDownload = may(me, "recordings.download") && audio !== null;
  const mayRead = may(me, "recordings.play") && has_transcript;
  if (!mayDownload && !mayRead) return null;
  const isBusy = file.isPending || transcript.isPending;
  return (
    <section class="card" data-section="downloads" aria-labelledby="downloads-heading">
      <h2 id="downloads-heading">Download</h2>
      <div class="control-row">
        {mayDownload && (
          <>
            <DownloadButton name="audio" isBusy={isBusy} start={() => file.mutate("audio")}>
              Audio
            </DownloadButton>
            <DownloadButton name="sidecar" isBusy={isBusy} start={() => file.mutate("sidecar")}>
              Sidecar
            </DownloadButton>
          </>
        )}
        {mayRead &&
          TRANSCRIPTS.map((one) => (
            <DownloadButton
              key={one.format}
              name={one.format}
              isBusy={isBusy}
              start={() => transcript.mutate(one)}
            >
              {one.label}
            </DownloadButton>
          ))}
      </div>
      <ProblemNotice problem={file.error ?? transcript.error} />
    </section>
  );
}

function follow(url: string): void {
  const link = document.createElement("a");
  link.href = url;
  link.rel = "noreferrer";
  link.click();
}

interface DownloadButtonProps {
  readonly name: string;
  readonly isBusy: boolean;
  readonly start: () => void;
  readonly children: string;
}

function DownloadButton({ name, isBusy, start, children }: DownloadButtonProps) {
  return (
    <button type="button" class="quiet" data-action={`download-${name}`} disabled={isBusy} onClick={start}>
      {children}
    </button>
  );
}
