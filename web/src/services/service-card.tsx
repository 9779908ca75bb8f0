import { useState } from "preact/hooks";
import { useSignedIn } from "../access/signed-in";
import { useMutation, useQuery } from "../api/query";
import { useQueryClient } from "../api/query-client";
import { Dialog } from "../components/dialog";
import { isStale } from "../components/form/conflict";
import { RadiosField } from "../components/form/radios-field";
import { counted } from "../components/format";
import { ProblemNotice } from "../components/notice";
import { LICENSINGS, type Licensing, type LicensingPreview, type Service } from "./answers";
import { KeepInStepSection } from "./keep-in-step";
import { previewQuery, SERVICES_KEY, switchLicensing } from "./requests";
import { TranscriptionSection } from "./transcription";

const LICENSING_WORDS: Readonly<Record<Licensing, { readonly label: string; readonly note: string }>> = {
  everyone: { label: "Everyone", note: "Every recording of the account is imported." },
  users: {
    label: "Licensed users",
    note: "A recording is imported when someone with a Call Recording licence took part in it.",
  },
};

export function ServiceCard({ service }: { readonly service: Service }) {
  const [wanted, want] = useState<Licensing | null>(null);
  return (
    <article class="card" data-service={service.name} data-licensing={service.licensing}>
      <h2>{service.name}</h2>
      <p class="muted">
        {[
          service.account_id && `Account ${service.account_id}`,
          service.time_zone || "UTC",
          connectedWords(service),
        ]
          .filter(Boolean)
          .join(" · ")}
      </p>
      <RadiosField<Licensing>
        name="licensing"
        label="Whose calls are imported"
        chosen={wanted ?? service.licensing}
        choices={LICENSINGS.map((value) => ({ value, ...LICENSING_WORDS[value] }))}
        change={(licensing) => want(licensing === service.licensing ? null : licensing)}
      />
      <KeepInStepSection service={service} />
      <TranscriptionSection service={service} />
      {wanted !== null && <Switch service={service} licensing={wanted} close={() => want(null)} />}
    </article>
  );
}

function connectedWords({ connected }: Service): string | null {
  if (connected === null) return null;
  return connected ? "Connected" : "Not connected";
}

interface SwitchProps {
  readonly service: Service;
  readonly licensing: Licensing;
  readonly close: () => void;
}

/** Shows what a switch takes in and out before it is made. */
function Switch({ service, licensing, close }: SwitchProps) {
  const { api } = useSignedIn();
  const queries = useQueryClient();
  const preview = useQuery(previewQuery(api, service.name, licensing));
  const change = useMutation(() => switchLicensing(api, service, licensing), {
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: SERVICES_KEY, exact: true });
      close();
    },
    // Someone else changed it: what is shown behind the question is read again.
    onError: (problem) =>
      isStale(problem) && queries.invalidateQueries({ queryKey: SERVICES_KEY, exact: true }),
  });
  const { label } = LICENSING_WORDS[licensing];
  return (
    <Dialog
      name="switch-licensing"
      title={`${service.name}: import for ${label.toLowerCase()}?`}
      close={close}
    >
      <ProblemNotice problem={change.error ?? preview.error} />
      {isStale(change.error) && <p>The newest state has been read. You can confirm again.</p>}
      {preview.data ? (
        <Numbers preview={preview.data} />
      ) : (
        <p role="status">Counting extensions and calls…</p>
      )}
      <div class="actions">
        <button
          type="button"
          class="primary"
          data-action="confirm"
          disabled={preview.data === undefined || change.isPending}
          onClick={() => change.mutate(undefined)}
        >
          Switch to {label.toLowerCase()}
        </button>
        <button type="button" class="quiet" data-action="cancel" onClick={close}>
          Cancel
        </button>
      </div>
    </Dialog>
  );
}

function Numbers({ preview }: { readonly preview: LicensingPreview }) {
  return (
    <>
      <dl class="numbers" data-preview>
        <div>
          <dt>Imported from now on</dt>
          <dd>{countWords(preview.extensions_in, preview.calls_a_day_in)}</dd>
        </div>
        <div>
          <dt>No longer imported</dt>
          <dd>{countWords(preview.extensions_out, preview.calls_a_day_out)}</dd>
        </div>
      </dl>
      {preview.days > 0 && (
        <p class="muted">Calls are those of the last {counted(preview.days, "day", "days")}, on average.</p>
      )}
    </>
  );
}

function countWords(extensions: number, calls: number): string {
  return `${counted(extensions, "extension", "extensions")}, ${counted(calls, "call", "calls", " a day")}`;
}
