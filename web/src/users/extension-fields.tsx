import { useSignedIn } from "../access/signed-in";
import type { FormErrors } from "../components/form/errors";
import { TextField } from "../components/form/fields";
import { SearchField, type Suggestion } from "../components/form/search-field";
import type { Extension } from "./answers";
import { findExtensions } from "./requests";
import { extensionWords } from "./words";

/** An extension that is to be given to a user, and for which days. */
export interface ChosenExtension {
  readonly extension: Extension | null;
  readonly first_day: string;
  readonly last_day: string;
}

export const NO_EXTENSION: ChosenExtension = { extension: null, first_day: "", last_day: "" };
export const EXTENSION_FIELDS = ["extension_id", "service", "first_day", "last_day"] as const;

interface FoundExtension extends Suggestion {
  readonly extension: Extension;
}

interface ExtensionFieldsProps {
  readonly chosen: ChosenExtension;
  readonly change: (chosen: ChosenExtension) => void;
  readonly errors: FormErrors;
}

/** Days are those of the service's time zone, both included. */
export function ExtensionFields({ chosen, change, errors }: ExtensionFieldsProps) {
  const { api } = useSignedIn();
  const { extension } = chosen;
  return (
    <>
      <SearchField<FoundExtension>
        name="extension_id"
        label="Extension"
        hint="By name or number, from the list of your RingCentral account."
        error={errors.of("extension_id") ?? errors.of("service")}
        chosen={extension === null ? "" : described(extension)}
        choose={(found) => change({ ...chosen, extension: found?.extension ?? null })}
        queryKey={["extensions"]}
        search={async (name) => (await findExtensions(api, name)).map(suggestionOf)}
      />
      <DaysFields days={chosen} change={(days) => change({ ...chosen, ...days })} errors={errors} />
    </>
  );
}

export interface TypedDays {
  readonly first_day: string;
  readonly last_day: string;
}

interface DaysProps {
  readonly days: TypedDays;
  readonly change: (days: TypedDays) => void;
  readonly errors: FormErrors;
}

export function DaysFields({ days: { first_day, last_day }, change, errors }: DaysProps) {
  return (
    <div class="field-pair">
      <TextField
        name="first_day"
        label="From day"
        type="date"
        hint="Empty: from the beginning, with all earlier calls."
        value={first_day}
        error={errors.of("first_day")}
        change={(value) => change({ first_day: value, last_day })}
      />
      <TextField
        name="last_day"
        label="To day"
        type="date"
        hint="Empty: until further notice."
        value={last_day}
        error={errors.of("last_day") ?? errors.of("period")}
        change={(value) => change({ first_day, last_day: value })}
      />
    </div>
  );
}

function described(extension: Extension): string {
  return [extension.name, extensionWords(extension)].filter(Boolean).join(", ");
}

function suggestionOf(extension: Extension): FoundExtension {
  const holder = extension.user_name ? `given to ${extension.user_name}` : "";
  const note = [extension.service, extension.site, holder].filter(Boolean).join(", ");
  return { key: extension.extension_id, label: described(extension), note, extension };
}

/** What is sent of it: an empty day is left out. */
export function sentDays({ first_day, last_day }: TypedDays) {
  return { ...(first_day && { first_day }), ...(last_day && { last_day }) };
}
