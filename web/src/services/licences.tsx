import { useSignedIn } from "../access/signed-in";
import { useMutation, useQuery } from "../api/query";
import { useQueryClient } from "../api/query-client";
import { Conflict, isStale } from "../components/form/conflict";
import { useDraft } from "../components/form/draft";
import { formErrors, NO_ERRORS } from "../components/form/errors";
import { TextField } from "../components/form/fields";
import { FormFrame } from "../components/form/frame";
import { Reading } from "../components/listed";
import { licenceName } from "../users/answers";
import type { LicenceCount, Licences } from "./answers";
import { type Ceilings, changeCeilings, LICENCES_KEY, licencesQuery } from "./requests";

/** How many licences are in use, and the ceilings that limit them. */
export function LicencesSection() {
  const { api } = useSignedIn();
  const { data, error, refetch, isFetching } = useQuery(licencesQuery(api));
  return (
    <section class="card" aria-label="Licences">
      <h2>Licences</h2>
      {data === undefined ? (
        <Reading problem={error} retry={() => void refetch()} />
      ) : (
        <LicencesForm licences={data} isReading={isFetching} readAgain={() => void refetch()} />
      )}
    </section>
  );
}

interface LicencesFormProps {
  readonly licences: Licences;
  readonly isReading: boolean;
  readonly readAgain: () => void;
}

function LicencesForm({ licences, isReading, readAgain }: LicencesFormProps) {
  const { api } = useSignedIn();
  const queries = useQueryClient();
  const draft = useDraft<Readonly<Record<string, string>>>(typedCeilings(licences));
  const { mutate, isPending, error, reset } = useMutation(
    (ceilings: Ceilings) => changeCeilings(api, licences.version, ceilings),
    { onSuccess: (changed) => queries.setQueryData(LICENCES_KEY, changed) },
  );
  const names = licences.items.map(({ licence }) => licence);
  const errors = isStale(error) ? NO_ERRORS : formErrors(error, names);
  const undo = () => {
    for (const [licence, ceiling] of Object.entries(typedCeilings(licences))) draft.set(licence, ceiling);
    reset();
  };
  return (
    <FormFrame
      action="Save the ceilings"
      isBusy={isPending}
      isChanged={draft.isChanged && !isStale(error)}
      errors={errors}
      submit={() => mutate(ceilingsOf(draft.values))}
      cancel={draft.isChanged ? undo : null}
    >
      <Conflict
        problem={error}
        object={{ kind: "licences", id: "" }}
        isReading={isReading}
        readAgain={() => {
          reset();
          readAgain();
        }}
      />
      {licences.items.map((item) => (
        <div key={item.licence} class="licence" data-licence={item.licence}>
          <Used item={item} />
          <TextField
            name={item.licence}
            label={`Ceiling for ${licenceName(item.licence)}`}
            type="number"
            hint="Empty: no ceiling. One below what is in use takes no licence away."
            value={draft.values[item.licence] ?? ""}
            error={errors.of(item.licence)}
            change={(value) => draft.set(item.licence, value)}
          />
        </div>
      ))}
    </FormFrame>
  );
}

function Used({ item: { licence, used, ceiling } }: { readonly item: LicenceCount }) {
  return (
    <div>
      <p>
        <strong>{licenceName(licence)}</strong>
        <br />
        {ceiling === null ? `${used} in use` : `${used} of ${ceiling} in use`}
      </p>
      {ceiling !== null && (
        <meter
          min={0}
          max={Math.max(ceiling, used, 1)}
          value={used}
          aria-label={`${licenceName(licence)} in use`}
        />
      )}
    </div>
  );
}

function typedCeilings({ items }: Licences): Readonly<Record<string, string>> {
  return Object.fromEntries(
    items.map(({ licence, ceiling }) => [licence, ceiling === null ? "" : String(ceiling)]),
  );
}

/** What is sent: every ceiling, so that none depends on what another person does. */
function ceilingsOf(typed: Readonly<Record<string, string>>): Ceilings {
  return Object.fromEntries(
    Object.entries(typed).map(([licence, ceiling]) => [
      licence,
      ceiling.trim() === "" ? null : Number(ceiling),
    ]),
  );
}
