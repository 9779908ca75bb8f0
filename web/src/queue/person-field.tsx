import { may } from "../access/rights";
import { useSignedIn } from "../access/signed-in";
import { type Choice, SelectField } from "../components/form/fields";
import { UserField } from "../recordings/filter-fields";
import type { KnownNames } from "../recordings/names";

interface PersonFieldProps {
  readonly name: string;
  readonly label: string;
  /** The id that is chosen, empty for everyone. */
  readonly value: string;
  readonly names: KnownNames;
  readonly commit: (id: string) => void;
}

/** A person of a filter: found by name, or for someone who may not list users one of those that were shown. */
export function PersonField(props: PersonFieldProps) {
  const { me } = useSignedIn();
  const { names, commit, ...field } = props;
  if (may(me, "users.manage")) return <UserField {...props} error={null} />;
  return <SelectField {...field} choices={choicesOf(names, field.value)} change={commit} />;
}

function choicesOf({ users }: KnownNames, value: string): readonly Choice[] {
  const known = [...users].map(([id, name]) => ({ value: id, label: name }));
  known.sort((one, other) => one.label.localeCompare(other.label));
  const chosen = value === "" || users.has(value) ? [] : [{ value, label: value }];
  return [{ value: "", label: "Everyone" }, ...known, ...chosen];
}
