import { useState } from "preact/hooks";
import { CheckBox, Field } from "../components/form/fields";
import type { Upload } from "./requests";

const COLUMNS =
  "name, email, employee_number, team, site, notes, manager, security_profile, licences, service, extension, extension_id, first_day, last_day, active";

interface ChooseFileProps {
  readonly isBusy: boolean;
  readonly choose: (upload: Upload) => void;
}

/** The first stage: which file. Nothing is written before its preview was confirmed. */
export function ChooseFile({ isBusy, choose }: ChooseFileProps) {
  const [file, setFile] = useState<File | null>(null);
  const [invite, setInvite] = useState(false);
  return (
    <form
      class="form card"
      onSubmit={(event) => {
        event.preventDefault();
        if (file !== null && !isBusy) choose({ file, invite });
      }}
    >
      <p>
        A CSV file with one line for each user, up to 10,000 lines. It is checked first, and you see what
        would change. Nothing is written before you confirm.
      </p>
      <Field name="file" label="CSV file" hint={<FileHint />}>
        {(described) => (
          <input
            {...described}
            type="file"
            accept=".csv,text/csv"
            onChange={(event) => setFile(event.currentTarget.files?.[0] ?? null)}
          />
        )}
      </Field>
      <CheckBox
        name="invite"
        label="Send an invitation to everyone whom the file adds"
        isChecked={invite}
        change={setInvite}
      />
      <div class="form-actions">
        <button type="submit" class="primary" data-action="upload" disabled={file === null || isBusy}>
          {isBusy ? "Uploading…" : "Check the file"}
        </button>
      </div>
    </form>
  );
}

function FileHint() {
  return (
    <>
      Columns: <span class="columns">{COLUMNS}</span>. Only <b>name</b> and <b>email</b> must be there; a
      column that is missing leaves its field as it is. <b>Export</b> on the Users page gives a file in this
      form.
    </>
  );
}
