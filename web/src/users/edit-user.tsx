import { useState } from "preact/hooks";
import { useSignedIn } from "../access/signed-in";
import { useQuery } from "../api/query";
import { Dialog } from "../components/dialog";
import { Conflict, isStale } from "../components/form/conflict";
import { type Draft, useDraft } from "../components/form/draft";
import { formErrors, NO_ERRORS } from "../components/form/errors";
import { FormFrame } from "../components/form/frame";
import { useUnsaved } from "../components/form/unsaved";
import { Reading } from "../components/listed";
import { ActivationSection } from "./activation";
import type { Licence, User } from "./answers";
import { ExtensionsSection } from "./extensions-section";
import { InvitationSection } from "./invitation";
import { useUserChange } from "./keep-user";
import { OfferSection } from "./offer";
import { changeOf, personOf } from "./person";
import { PERSON_FIELDS, type Person, PersonFields } from "./person-fields";
import { changeUser, type UserChange, userQuery } from "./requests";

const RECORDING: Licence = "call_recording";

interface EditUserProps {
  readonly id: string;
  /** Closes the panel; `said` is what was done. */
  readonly close: (said?: string) => void;
}

/** Everything about one user, in a panel beside the list. */
export function EditUser({ id, close }: EditUserProps) {
  const { api } = useSignedIn();
  const { data: user, error, refetch, isFetching } = useQuery(userQuery(api, id));
  if (user === undefined) {
    return (
      <Dialog name="edit-user" title="User" kind="panel" close={() => close()}>
        <Reading problem={error} retry={() => void refetch()} />
      </Dialog>
    );
  }
  return <Editor user={user} isReading={isFetching} readAgain={() => void refetch()} close={close} />;
}

interface EditorProps {
  readonly user: User;
  readonly isReading: boolean;
  readonly readAgain: () => void;
  readonly close: (said?: string) => void;
}

function Editor({ user, isReading, readAgain, close }: EditorProps) {
  const draft = useDraft<Person>(personOf(user));
  const { tryToClose, question } = useUnsaved(draft.isChanged, close);
  const [hasNewLicence, setNewLicence] = useState(false);
  const saved = (changed: User) => {
    if (user.licences.includes(RECORDING) || !changed.licences.includes(RECORDING)) {
      close(`${changed.name} was saved.`);
    } else {
      // The panel stays: there may be recordings to import now.
      setNewLicence(true);
    }
  };
  return (
    <Dialog name="edit-user" title={user.name} kind="panel" close={tryToClose}>
      <PersonForm
        user={user}
        draft={draft}
        isReading={isReading}
        readAgain={readAgain}
        saved={saved}
        cancel={tryToClose}
      />
      <ExtensionsSection user={user} />
      <InvitationSection user={user} />
      {user.licences.includes(RECORDING) && <OfferSection user={user} isFresh={hasNewLicence} />}
      <ActivationSection user={user} />
      {question}
    </Dialog>
  );
}

interface PersonFormProps extends Omit<EditorProps, "close"> {
  readonly draft: Draft<Person>;
  readonly saved: (user: User) => void;
  readonly cancel: () => void;
}

function PersonForm({ user, draft, isReading, readAgain, saved, cancel }: PersonFormProps) {
  const { mutate, isPending, error, reset } = useUserChange(
    (api, change: UserChange) => changeUser(api, user, change),
    saved,
  );
  const errors = isStale(error) ? NO_ERRORS : formErrors(error, PERSON_FIELDS);
  return (
    <FormFrame
      action="Save"
      isBusy={isPending}
      isChanged={draft.isChanged && !isStale(error)}
      errors={errors}
      submit={() => mutate(changeOf(draft.values, draft.changes))}
      cancel={cancel}
    >
      <Conflict
        problem={error}
        object={{ kind: "user", id: user.id }}
        isReading={isReading}
        readAgain={() => {
          reset();
          readAgain();
        }}
      />
      <PersonFields draft={draft} errors={errors} own={user.id} />
    </FormFrame>
  );
}
