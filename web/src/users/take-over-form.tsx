import { useState } from "preact/hooks";
import { useSignedIn } from "../access/signed-in";
import type { ApiClient } from "../api/client";
import { useMutation, useQuery } from "../api/query";
import { useQueryClient } from "../api/query-client";
import { formErrors } from "../components/form/errors";
import { CheckBox, ChecksField, SelectField, TextField } from "../components/form/fields";
import { FormFrame } from "../components/form/frame";
import { counted } from "../components/format";
import { profilesQuery } from "../profiles/requests";
import type { Extension, TakenOver } from "./answers";
import { LICENCE_CHOICES } from "./person-fields";
import { type TakeOver, takeOver, USERS_KEY } from "./requests";
import { portionsOf } from "./take-over-choice";

interface Settings {
  readonly security_profile: string;
  readonly licences: readonly string[];
  readonly first_day: string;
  readonly invite: boolean;
}

const SETTINGS: Settings = {
  security_profile: "agent",
  licences: ["call_recording"],
  first_day: "",
  invite: false,
};
const FIELDS = ["security_profile", "licences", "first_day"];

interface TakeOverFormProps {
  readonly extensions: readonly Extension[];
  readonly close: (said?: string) => void;
}

/** What all who are taken over get, and what came of it. */
export function TakeOverForm({ extensions, close }: TakeOverFormProps) {
  const { api } = useSignedIn();
  const queries = useQueryClient();
  const [settings, set] = useState(SETTINGS);
  const [done, setDone] = useState(0);
  const { mutate, isPending, error, data } = useMutation(() => takeAll(api, extensions, settings, setDone), {
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: USERS_KEY });
      void queries.invalidateQueries({ queryKey: ["extensions"], refetchType: "none" });
    },
  });
  if (data !== undefined) return <Results extensions={extensions} results={data} close={close} />;
  const errors = formErrors(error, FIELDS);
  return (
    <FormFrame
      action={`Take over ${counted(extensions.length, "extension", "extensions")}`}
      isBusy={isPending}
      isChanged={extensions.length > 0}
      errors={errors}
      submit={() => mutate(undefined)}
      cancel={() => close()}
    >
      <div class="field-pair">
        <ProfileChoice
          chosen={settings.security_profile}
          error={errors.of("security_profile")}
          set={(security_profile) => set({ ...settings, security_profile })}
        />
        <TextField
          name="first_day"
          label="From day"
          type="date"
          hint="Empty: from the beginning, with all earlier calls."
          value={settings.first_day}
          error={errors.of("first_day")}
          change={(first_day) => set({ ...settings, first_day })}
        />
      </div>
      <ChecksField
        name="licences"
        label="Licences"
        chosen={settings.licences}
        choices={LICENCE_CHOICES}
        error={errors.of("licences")}
        change={(licences) => set({ ...settings, licences })}
      />
      <CheckBox
        name="invite"
        label="Send invitations by e-mail"
        isChecked={settings.invite}
        change={(invite) => set({ ...settings, invite })}
      />
      {isPending && <progress max={extensions.length} value={done} aria-label="Users that were added" />}
    </FormFrame>
  );
}

interface ProfileChoiceProps {
  readonly chosen: string;
  readonly error: string | null;
  readonly set: (profile: string) => void;
}

function ProfileChoice({ chosen, error, set }: ProfileChoiceProps) {
  const { api } = useSignedIn();
  const { data } = useQuery(profilesQuery(api));
  const choices = data?.items.map(({ id, name }) => ({ value: id, label: name })) ?? [];
  return (
    <SelectField
      name="security_profile"
      label="Security profile"
      value={chosen}
      choices={choices}
      error={error}
      change={set}
    />
  );
}

/** One request after the other: what was added before a failure stays added. */
async function takeAll(
  api: ApiClient,
  extensions: readonly Extension[],
  { first_day, ...settings }: Settings,
  progress: (done: number) => void,
): Promise<readonly TakenOver[]> {
  const results: TakenOver[] = [];
  for (const portion of portionsOf(extensions)) {
    const body: TakeOver = {
      service: portion[0]?.service ?? "",
      extension_ids: portion.map((each) => each.extension_id),
      ...settings,
      ...(first_day && { first_day }),
    };
    results.push(...(await takeOver(api, body)));
    progress(results.length);
  }
  return results;
}

interface ResultsProps extends TakeOverFormProps {
  readonly results: readonly TakenOver[];
}

function Results({ extensions, results, close }: ResultsProps) {
  const refused = results.filter((each) => each.status !== "added");
  const added = counted(results.length - refused.length, "user was", "users were", " added");
  const nameOf = (id: string) => extensions.find((each) => each.extension_id === id)?.name ?? id;
  return (
    <section class="section" aria-label="Result">
      <p role="status">
        {added}
        {refused.length > 0 && `, ${refused.length} refused`}.
      </p>
      <ul class="reasons">
        {refused.map((each) => (
          <li key={each.extension_id} data-extension-id={each.extension_id}>
            <strong>{nameOf(each.extension_id)}</strong>: {each.errors.map(({ detail }) => detail).join(" ")}
          </li>
        ))}
      </ul>
      <button type="button" class="primary" data-action="finish" onClick={() => close(`${added}.`)}>
        Close
      </button>
    </section>
  );
}
