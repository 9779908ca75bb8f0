import { useState } from "preact/hooks";
import { VISIBILITIES, type Visibility } from "../access/answers";
import { useSignedIn } from "../access/signed-in";
import { useMutation } from "../api/query";
import { useQueryClient } from "../api/query-client";
import { Dialog } from "../components/dialog";
import { Conflict, isStale } from "../components/form/conflict";
import { type Draft, useDraft } from "../components/form/draft";
import { type FormErrors, formErrors, NO_ERRORS } from "../components/form/errors";
import { ChecksField, SelectField, TextField } from "../components/form/fields";
import { FormFrame } from "../components/form/frame";
import { useUnsaved } from "../components/form/unsaved";
import { type Profile, type Profiles, VISIBILITY_WORDS } from "./answers";
import { addProfile, changeProfile, PROFILES_KEY, type ProfileContent, readProfile } from "./requests";

const FIELDS = ["name", "rights", "visibility"];
const EMPTY: ProfileContent = { name: "", rights: [], visibility: "self" };

interface EditProfileProps {
  /** What is edited, or copied; null for an empty new one. */
  readonly profile: Profile | null;
  readonly isNew: boolean;
  readonly rights: Profiles["rights"];
  readonly close: (said?: string) => void;
}

/** A profile of one's own: its name, its rights, and whose calls it shows. */
export function EditProfile({ profile: opened, isNew, rights, close }: EditProfileProps) {
  const { api } = useSignedIn();
  const queries = useQueryClient();
  const [profile, keep] = useState(opened);
  const draft = useDraft<ProfileContent>(contentOf(profile, isNew));
  const { tryToClose, question } = useUnsaved(draft.isChanged, close);
  const save = useMutation(
    () =>
      isNew || profile === null ? addProfile(api, draft.values) : changeProfile(api, profile, draft.changes),
    {
      onSuccess: async (saved) => {
        await queries.invalidateQueries({ queryKey: PROFILES_KEY });
        close(`${saved.name} was saved.`);
      },
    },
  );
  const reread = useMutation((id: string) => readProfile(api, id), {
    onSuccess: (stored) => {
      keep(stored);
      save.reset();
    },
  });
  const errors = isStale(save.error) ? NO_ERRORS : formErrors(save.error, FIELDS);
  return (
    <Dialog
      name="edit-profile"
      title={isNew ? "Add a profile" : (profile?.name ?? "")}
      kind="panel"
      close={tryToClose}
    >
      <FormFrame
        action={isNew ? "Add" : "Save"}
        isBusy={save.isPending}
        isChanged={(isNew || draft.isChanged) && !isStale(save.error)}
        errors={errors}
        submit={() => save.mutate(undefined)}
        cancel={tryToClose}
      >
        <Conflict
          problem={save.error}
          object={{ kind: "security_profile", id: profile?.id ?? "" }}
          isReading={reread.isPending}
          readAgain={() => reread.mutate(profile?.id ?? "")}
        />
        <ContentFields draft={draft} errors={errors} rights={rights} />
      </FormFrame>
      {question}
    </Dialog>
  );
}

function contentOf(profile: Profile | null, isNew: boolean): ProfileContent {
  if (profile === null) return EMPTY;
  const { name, rights, visibility } = profile;
  return { name: isNew ? `Copy of ${name}` : name, rights: [...rights].sort(), visibility };
}

interface ContentFieldsProps {
  readonly draft: Draft<ProfileContent>;
  readonly errors: FormErrors;
  readonly rights: Profiles["rights"];
}

function ContentFields({ draft: { values, set, contested }, errors, rights }: ContentFieldsProps) {
  const hint = (field: keyof ProfileContent) =>
    contested.includes(field)
      ? "Someone else has changed this, too. Saving keeps what you chose."
      : undefined;
  return (
    <>
      <TextField
        name="name"
        label="Name"
        required
        maxLength={100}
        value={values.name}
        error={errors.of("name")}
        hint={hint("name")}
        change={(name) => set("name", name)}
      />
      <SelectField
        name="visibility"
        label="Whose calls they see"
        value={values.visibility}
        error={errors.of("visibility")}
        hint={hint("visibility")}
        choices={VISIBILITIES.map((value) => ({ value, label: VISIBILITY_WORDS[value] }))}
        change={(visibility) => set("visibility", visibility as Visibility)}
      />
      <ChecksField
        name="rights"
        label="What they may do"
        chosen={values.rights}
        error={errors.of("rights") ?? hint("rights") ?? null}
        choices={rights.map(({ name, sentence }) => ({ value: name, label: sentence }))}
        change={(chosen) => set("rights", [...chosen].sort())}
      />
    </>
  );
}
