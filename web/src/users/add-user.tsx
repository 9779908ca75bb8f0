import { useState } from "preact/hooks";
import { useSignedIn } from "../access/signed-in";
import { useMutation } from "../api/query";
import { useQueryClient } from "../api/query-client";
import { Dialog } from "../components/dialog";
import { useDraft } from "../components/form/draft";
import { formErrors } from "../components/form/errors";
import { CheckBox } from "../components/form/fields";
import { FormFrame } from "../components/form/frame";
import { useUnsaved } from "../components/form/unsaved";
import { EXTENSION_FIELDS, ExtensionFields, NO_EXTENSION, sentDays } from "./extension-fields";
import { informationOf, NEW_PERSON } from "./person";
import { PERSON_FIELDS, type Person, PersonFields } from "./person-fields";
import { addUser, type NewUser, USERS_KEY } from "./requests";

const FIELDS = [...PERSON_FIELDS, ...EXTENSION_FIELDS];

export function AddUser({ close }: { readonly close: (said?: string) => void }) {
  const { api } = useSignedIn();
  const queries = useQueryClient();
  const draft = useDraft<Person>(NEW_PERSON);
  const [chosen, choose] = useState(NO_EXTENSION);
  const [invite, setInvite] = useState(true);
  const { mutate, isPending, error } = useMutation((user: NewUser) => addUser(api, user), {
    onSuccess: async (user) => {
      await queries.invalidateQueries({ queryKey: USERS_KEY });
      close(`${user.name} was added.`);
    },
  });
  const errors = formErrors(error, FIELDS);
  const isChanged = draft.isChanged || chosen !== NO_EXTENSION;
  const { tryToClose, question } = useUnsaved(isChanged, close);
  return (
    <Dialog name="add-user" title="Add a user" kind="panel" close={tryToClose}>
      <FormFrame
        action="Add"
        isBusy={isPending}
        isChanged={isChanged}
        errors={errors}
        submit={() => mutate(newUser(draft.values, chosen, invite))}
        cancel={tryToClose}
      >
        <PersonFields draft={draft} errors={errors} />
        <fieldset class="field-group">
          <legend>Extension</legend>
          <ExtensionFields chosen={chosen} change={choose} errors={errors} />
        </fieldset>
        <CheckBox
          name="invite"
          label="Send an invitation by e-mail"
          note="The person needs it to sign in. You can also send it later."
          isChecked={invite}
          change={setInvite}
        />
      </FormFrame>
      {question}
    </Dialog>
  );
}

function newUser(person: Person, chosen: typeof NO_EXTENSION, invite: boolean): NewUser {
  const { extension } = chosen;
  return {
    name: person.name.trim(),
    email: person.email.trim(),
    security_profile: person.security_profile,
    licences: person.licences,
    information: informationOf(person),
    ...(person.manager && { manager: person.manager }),
    ...(extension && {
      service: extension.service,
      extension_id: extension.extension_id,
      ...sentDays(chosen),
    }),
    invite,
  };
}
