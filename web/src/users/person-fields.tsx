/** The fields of a person, for a new user and for one that exists. */
import { useSignedIn } from "../access/signed-in";
import { useQuery } from "../api/query";
import type { Draft } from "../components/form/draft";
import type { FormErrors } from "../components/form/errors";
import { ChecksField, NotesField, SelectField, TextField } from "../components/form/fields";
import { SearchField, type Suggestion } from "../components/form/search-field";
import { profilesQuery } from "../profiles/requests";
import { LICENCES, licenceName, type User } from "./answers";
import { findUsers, USERS_KEY } from "./requests";

/** What the form shows of a user. */
export interface Person {
  readonly name: string;
  readonly email: string;
  readonly security_profile: string;
  readonly licences: readonly string[];
  readonly manager: string;
  readonly manager_name: string;
  readonly employee_number: string;
  readonly team: string;
  readonly site: string;
  readonly notes: string;
}

export const PERSON_FIELDS = [
  "name",
  "email",
  "security_profile",
  "licences",
  "manager",
  "employee_number",
  "team",
  "site",
  "notes",
] as const;

interface FieldsProps {
  readonly draft: Draft<Person>;
  readonly errors: FormErrors;
  /** The id of the user, who cannot be their own manager. */
  readonly own?: string;
}

export function PersonFields({ draft, errors, own = "" }: FieldsProps) {
  const { values, set } = draft;
  const text = (field: "name" | "email" | "employee_number" | "team" | "site", label: string) => ({
    name: field,
    label,
    value: values[field],
    error: errors.of(field),
    hint: contestedHint(draft, field),
    change: (value: string) => set(field, value),
  });
  return (
    <>
      <div class="field-pair">
        <TextField {...text("name", "Name")} required maxLength={200} />
        <TextField {...text("email", "E-mail address")} type="email" required maxLength={254} />
      </div>
      <ProfileField draft={draft} errors={errors} />
      <LicencesField draft={draft} errors={errors} />
      <ManagerField draft={draft} errors={errors} own={own} />
      <fieldset class="field-group">
        <legend>Account information</legend>
        <div class="field-pair">
          <TextField {...text("employee_number", "Employee number")} maxLength={200} />
          <TextField {...text("team", "Team")} maxLength={200} />
          <TextField {...text("site", "Site")} maxLength={200} />
        </div>
        <NotesField
          name="notes"
          label="Notes"
          value={values.notes}
          error={errors.of("notes")}
          hint={contestedHint(draft, "notes")}
          change={(value) => set("notes", value)}
        />
      </fieldset>
    </>
  );
}

/** Said at a field that someone else has changed meanwhile, too. */
function contestedHint(draft: Draft<Person>, field: keyof Person): string | undefined {
  return draft.contested.includes(field)
    ? "Someone else has changed this, too. Saving keeps what you typed."
    : undefined;
}

function ProfileField({ draft, errors }: FieldsProps) {
  const { api } = useSignedIn();
  const { data } = useQuery(profilesQuery(api));
  const known = data?.items ?? [];
  const { security_profile: chosen } = draft.values;
  const choices = known.map(({ id, name }) => ({ value: id, label: name }));
  const isKnown = known.some(({ id }) => id === chosen);
  return (
    <SelectField
      name="security_profile"
      label="Security profile"
      hint={contestedHint(draft, "security_profile") ?? "What the person may do, and whose calls they see."}
      error={errors.of("security_profile")}
      value={chosen}
      choices={isKnown ? choices : [{ value: chosen, label: chosen || "Choose a profile" }, ...choices]}
      change={(value) => draft.set("security_profile", value)}
    />
  );
}

export const LICENCE_CHOICES = LICENCES.map((licence) => ({ value: licence, label: licenceName(licence) }));

function LicencesField({ draft, errors }: FieldsProps) {
  return (
    <ChecksField
      name="licences"
      label="Licences"
      chosen={draft.values.licences}
      choices={LICENCE_CHOICES}
      error={errors.of("licences") ?? contestedHint(draft, "licences") ?? null}
      change={(licences) => draft.set("licences", [...licences].sort())}
    />
  );
}

export interface FoundUser extends Suggestion {
  readonly user: User;
}

export function suggestionOf(user: User): FoundUser {
  return { key: user.id, label: user.name, note: user.email, user };
}

function ManagerField({ draft, errors, own = "" }: FieldsProps) {
  const { api } = useSignedIn();
  const choose = (found: FoundUser | null) => {
    draft.set("manager", found?.user.id ?? "");
    draft.set("manager_name", found?.user.name ?? "");
  };
  return (
    <SearchField<FoundUser>
      name="manager"
      label="Manager"
      hint={
        contestedHint(draft, "manager") ??
        "Sees the calls of this person, if their profile shows them their team."
      }
      error={errors.of("manager")}
      chosen={draft.values.manager_name || draft.values.manager}
      choose={choose}
      queryKey={USERS_KEY}
      search={async (text) => {
        const found = await findUsers(api, text);
        return found.filter((user) => user.active && user.id !== own).map(suggestionOf);
      }}
    />
  );
}
