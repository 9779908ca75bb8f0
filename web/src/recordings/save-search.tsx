import { useState } from "preact/hooks";
import { useSignedIn } from "../access/signed-in";
import { useMutation } from "../api/query";
import { useQueryClient } from "../api/query-client";
import { formErrors } from "../components/form/errors";
import { CheckBox, TextField } from "../components/form/fields";
import { FormFrame } from "../components/form/frame";
import { chipWords } from "./chips";
import { FILTER_NAMES, isEmpty, type RecordingFilter } from "./filter";
import type { KnownNames } from "./names";
import { addSearch, LONGEST_NAME, SEARCHES_KEY } from "./saved-searches";

interface SaveSearchProps {
  readonly filter: RecordingFilter;
  readonly columns: readonly string[];
  readonly names: KnownNames;
  readonly say: (done: string) => void;
}

const FIELDS = ["name"];

/** Gives the present filters and columns a name. */
export function SaveSearch({ filter, columns, names, say }: SaveSearchProps) {
  const { api } = useSignedIn();
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const [shared, share] = useState(false);
  const { mutate, isPending, error } = useMutation(
    () => addSearch(api, { name: name.trim(), query: filter, columns, shared }),
    {
      onSuccess: () => {
        say(`“${name.trim()}” is saved.`);
        setName("");
        share(false);
      },
      onSettled: () => queries.invalidateQueries({ queryKey: SEARCHES_KEY }),
    },
  );
  const errors = formErrors(error, FIELDS);
  return (
    <section class="section" aria-label="Save the present search">
      <h3>Save the present search</h3>
      <p class="muted">{summary(filter, names)}</p>
      <FormFrame
        action="Save"
        isBusy={isPending}
        isChanged={name.trim() !== ""}
        errors={errors}
        submit={() => mutate(undefined)}
        cancel={null}
      >
        <TextField
          name="name"
          label="Name of the search"
          value={name}
          error={errors.of("name")}
          maxLength={LONGEST_NAME}
          change={setName}
        />
        <CheckBox
          name="shared"
          label="Share it"
          note="Everyone who may list recordings can open it. It shows them only what they may see themselves."
          isChecked={shared}
          change={share}
        />
      </FormFrame>
    </section>
  );
}

function summary(filter: RecordingFilter, names: KnownNames): string {
  if (isEmpty(filter)) return "All recordings, and the columns that are shown now.";
  const set = FILTER_NAMES.filter((name) => filter[name]);
  return `${set.map((name) => chipWords(name, filter[name] ?? "", names)).join("; ")}.`;
}

interface RenameProps {
  readonly name: string;
  readonly isBusy: boolean;
  readonly rename: (name: string) => void;
  readonly cancel: () => void;
}

export function RenameSearch({ name, isBusy, rename, cancel }: RenameProps) {
  const [typed, type] = useState(name);
  return (
    <form
      class="form rename"
      onSubmit={(event) => {
        event.preventDefault();
        if (typed.trim() !== "") rename(typed.trim());
      }}
    >
      <TextField name="new-name" label="New name" value={typed} maxLength={LONGEST_NAME} change={type} />
      <div class="form-actions">
        <button type="submit" class="primary" disabled={isBusy || typed.trim() === "" || typed === name}>
          Save the name
        </button>
        <button type="button" class="quiet" onClick={cancel}>
          Cancel
        </button>
      </div>
    </form>
  );
}
