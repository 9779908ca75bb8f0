import { useState } from "preact/hooks";
import { useSignedIn } from "../access/signed-in";
import { useMutation, useQuery } from "../api/query";
import { useQueryClient } from "../api/query-client";
import { Dialog } from "../components/dialog";
import { Conflict, isStale } from "../components/form/conflict";
import { useDraft } from "../components/form/draft";
import { formErrors, NO_ERRORS } from "../components/form/errors";
import { FormFrame } from "../components/form/frame";
import { useUnsaved } from "../components/form/unsaved";
import { counted } from "../components/format";
import { Notice } from "../components/notice";
import type { Extension } from "../users/answers";
import { allExtensionsQuery } from "../users/requests";
import type { KeepInStep, Service } from "./answers";
import { KEPT_FIELDS, KeptFields, keptOf, settingOf } from "./keep-in-step-fields";
import { effectWords, shortages, sitesIn, waitingIn } from "./new-extensions";
import { changeKeepInStep, licencesQuery, SERVICES_KEY } from "./requests";

interface EditProps {
  readonly service: Service;
  readonly close: (said?: string) => void;
}

/** The setting, and what it will do. */
export function EditKeepInStep({ service, close }: EditProps) {
  const { api } = useSignedIn();
  const queries = useQueryClient();
  const readAgain = () => queries.invalidateQueries({ queryKey: SERVICES_KEY, exact: true });
  const draft = useDraft(keptOf(service.keep_in_step));
  const { tryToClose, question } = useUnsaved(draft.isChanged, close);
  const [isReading, setReading] = useState(false);
  const setting = settingOf(draft.values);
  const extensions = useExtensions(setting !== null);
  const { mutate, isPending, error, reset } = useMutation(() => changeKeepInStep(api, service, setting), {
    onSuccess: async () => {
      await readAgain();
      close(`${service.name} was saved.`);
    },
  });
  const errors = isStale(error) ? NO_ERRORS : formErrors(error, KEPT_FIELDS);
  return (
    <Dialog
      name="keep-in-step"
      title={`${service.name}: keep in step with RingCentral`}
      kind="panel"
      close={tryToClose}
    >
      <FormFrame
        action="Save"
        isBusy={isPending}
        isChanged={draft.isChanged && !isStale(error)}
        errors={errors}
        submit={() => mutate(undefined)}
        cancel={tryToClose}
      >
        <Conflict
          problem={error}
          object={{ kind: "service", id: service.name }}
          isReading={isReading}
          readAgain={async () => {
            setReading(true);
            await readAgain();
            setReading(false);
            reset();
          }}
        />
        <KeptFields draft={draft} errors={errors} sites={sitesIn(extensions.all ?? [], service.name)} />
        <Effect service={service} setting={setting} extensions={extensions} />
      </FormFrame>
      {question}
    </Dialog>
  );
}

interface ReadExtensions {
  /** Null until all of them have been read. */
  readonly all: readonly Extension[] | null;
  readonly count: number;
  readonly isFailed: boolean;
}

/** Read only when they are needed: there may be many thousand. */
function useExtensions(isNeeded: boolean): ReadExtensions {
  const { api } = useSignedIn();
  const [count, setCount] = useState(0);
  const { data, error } = useQuery({ ...allExtensionsQuery(api, setCount), enabled: isNeeded });
  return { all: data ?? null, count, isFailed: data === undefined && error !== null };
}

interface EffectProps {
  readonly service: Service;
  readonly setting: KeepInStep | null;
  readonly extensions: ReadExtensions;
}

/** What saving does. */
function Effect({ service, setting, extensions }: EffectProps) {
  return (
    <section class="section" aria-label="What this does" data-section="effect">
      <h3>What this does</h3>
      {setting === null ? (
        <p>New extensions no longer become users by themselves. Everyone who is a user stays one.</p>
      ) : (
        <>
          <p>
            Ringkeep looks at least once an hour. Each new extension of a person becomes a user as chosen
            here. One that cannot be added is listed under Changes at RingCentral, with the reason.
          </p>
          <Now service={service} setting={setting} extensions={extensions} />
        </>
      )}
    </section>
  );
}

interface NowProps extends EffectProps {
  readonly setting: KeepInStep;
}

/** How many become users now, and whether there are enough licences for them. */
function Now({ service, setting, extensions: { all, count, isFailed } }: NowProps) {
  const { api } = useSignedIn();
  const licences = useQuery(licencesQuery(api));
  if (isFailed) return <p role="status">How many extensions wait now could not be read.</p>;
  if (all === null) return <p role="status">{counted(count, "extension", "extensions", " read…")}</p>;
  const waiting = waitingIn(all, service.name, setting);
  return (
    <div role="status" class="effects">
      <p>{effectWords(waiting)}</p>
      {shortages(setting, waiting, licences.data?.items ?? []).map((sentence) => (
        <Notice key={sentence} kind="shortage" tone="warning">
          {sentence}
        </Notice>
      ))}
    </div>
  );
}
