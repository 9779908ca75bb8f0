import { may } from "../access/rights";
import { useSignedIn } from "../access/signed-in";
import { SelectField, TextField } from "../components/form/fields";
import { SearchField } from "../components/form/search-field";
import { type FoundUser, suggestionOf } from "../users/person-fields";
import { findUsers, USERS_KEY } from "../users/requests";
import type { AuditFilter } from "./requests";
import { kindWords, OBJECT_KINDS } from "./words";

/** A filter with the name of its person. */
export interface ShownFilter extends AuditFilter {
  readonly person_name: string;
}

export const WHOLE_LOG: ShownFilter = {
  person: "",
  person_name: "",
  object_kind: "",
  object_id: "",
  from: "",
  to: "",
};

const KIND_CHOICES = [
  { value: "", label: "Everything" },
  ...OBJECT_KINDS.map((kind) => ({ value: kind, label: kindWords(kind) })),
];

/** A link or an entry may name a kind that the list does not offer. */
function choicesWith(kind: string) {
  const isOffered = KIND_CHOICES.some(({ value }) => value === kind);
  return isOffered ? KIND_CHOICES : [...KIND_CHOICES, { value: kind, label: kindWords(kind) }];
}

interface FiltersProps {
  readonly filter: ShownFilter;
  readonly change: (filter: ShownFilter) => void;
}

/** By person, by thing and by time. */
export function AuditFilters({ filter, change }: FiltersProps) {
  const text = (field: "object_id" | "from" | "to", label: string) => ({
    name: field,
    label,
    value: filter[field],
    change: (value: string) => change({ ...filter, [field]: value.trim() }),
  });
  return (
    <search class="form filter-form">
      <PersonField filter={filter} change={change} />
      <SelectField
        name="object_kind"
        label="To what"
        value={filter.object_kind}
        choices={choicesWith(filter.object_kind)}
        change={(object_kind) =>
          change({ ...filter, object_kind, object_id: object_kind ? filter.object_id : "" })
        }
      />
      {filter.object_kind !== "" && <TextField {...text("object_id", "Its id")} />}
      <TextField {...text("from", "From day")} type="date" />
      <TextField {...text("to", "To day")} type="date" />
    </search>
  );
}

/** Someone who may not list users gives the id. */
function PersonField({ filter, change }: FiltersProps) {
  const { me, api } = useSignedIn();
  if (!may(me, "users.manage")) {
    return (
      <TextField
        name="person"
        label="Who (id of the user)"
        value={filter.person}
        change={(person) => change({ ...filter, person: person.trim() })}
      />
    );
  }
  return (
    <SearchField<FoundUser>
      name="person"
      label="Who"
      chosen={filter.person_name}
      choose={(found) =>
        change({ ...filter, person: found?.user.id ?? "", person_name: found?.user.name ?? "" })
      }
      queryKey={USERS_KEY}
      search={async (name) => (await findUsers(api, name)).map(suggestionOf)}
    />
  );
}
