/** Fields of filters: what is typed counts when the person presses Enter or leaves the field. */
import type { ComponentChildren } from "preact";
import { useEffect, useId, useState } from "preact/hooks";
import { may } from "../access/rights";
import { useSignedIn } from "../access/signed-in";
import { Field } from "../components/form/fields";
import { SearchField, type Suggestion } from "../components/form/search-field";
import { findExtensions, findUsers, USERS_KEY } from "../users/requests";
import { extensionWords } from "../users/words";
import type { KnownNames } from "./names";

interface TypedFieldProps {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly commit: (value: string) => void;
  readonly error?: string | null;
  readonly hint?: ComponentChildren;
  readonly type?: "text" | "search" | "date";
  readonly placeholder?: string;
  readonly maxLength?: number;
  /** What may be typed, with words for each. */
  readonly offered?: readonly { readonly value: string; readonly label?: string }[];
  readonly onFocus?: () => void;
  /** Hears each letter. */
  readonly typing?: (value: string) => void;
}

export function TypedField(props: TypedFieldProps) {
  const {
    value,
    commit,
    type = "text",
    placeholder,
    maxLength = 500,
    offered = [],
    onFocus,
    typing,
    ...field
  } = props;
  const [typed, setTyped] = useState(value);
  const listId = useId();
  useEffect(() => setTyped(value), [value]);
  return (
    <Field {...field}>
      {(described) => (
        <>
          <input
            {...described}
            // The types of JSX tie each type to a role of its own, and cannot have a choice of types.
            type={type as "text"}
            value={typed}
            placeholder={placeholder}
            maxLength={maxLength}
            autocomplete="off"
            list={offered.length > 0 ? listId : undefined}
            onFocus={onFocus}
            onInput={(event) => {
              setTyped(event.currentTarget.value);
              typing?.(event.currentTarget.value);
            }}
            onChange={(event) => commit(event.currentTarget.value.trim())}
          />
          {offered.length > 0 && (
            <datalist id={listId}>
              {offered.map((one) => (
                <option key={one.value} value={one.value} label={one.label ?? one.value} />
              ))}
            </datalist>
          )}
        </>
      )}
    </Field>
  );
}

const FIRST_YEAR = "1970";

interface DayFieldProps extends Pick<TypedFieldProps, "name" | "label" | "value" | "commit" | "error"> {}

/** While a year is typed, a browser gives the years 0002, 0020 and 0202 before 2026. */
export function DayField({ value, commit, ...field }: DayFieldProps) {
  return (
    <TypedField
      {...field}
      type="date"
      value={value.slice(0, "2026-11-26".length)}
      commit={(day) => {
        if (day === "" || day >= FIRST_YEAR) commit(day);
      }}
    />
  );
}

interface NamedFieldProps {
  readonly name: string;
  readonly label: string;
  /** The id that is chosen, empty for none. */
  readonly value: string;
  readonly names: KnownNames;
  readonly error: string | null;
  readonly commit: (id: string) => void;
}

interface Found extends Suggestion {
  readonly id: string;
  readonly name: string;
}

/** A user, by name. Someone who may not list users chooses among those in the rows that were shown, or types an id. */
export function UserField(props: NamedFieldProps) {
  const { me, api } = useSignedIn();
  const { users, remember } = props.names;
  if (!may(me, "users.manage")) return <IdField {...props} known={users} />;
  return (
    <NameField
      {...props}
      known={users}
      remember={(id, name) => remember("users", id, name)}
      queryKey={USERS_KEY}
      search={async (text) =>
        (await findUsers(api, text)).map(({ id, name, email }) => ({
          key: id,
          id,
          name,
          label: name,
          note: email,
        }))
      }
    />
  );
}

const QUEUE = "Department";

interface ExtensionFieldProps extends NamedFieldProps {
  readonly isQueue?: boolean;
}

/** An extension or a call queue, by name or number, from RingCentral's list of them. */
export function ExtensionField({ isQueue = false, ...props }: ExtensionFieldProps) {
  const { me, api } = useSignedIn();
  const { extensions, queues, remember } = props.names;
  if (!may(me, "users.manage")) return <IdField {...props} known={isQueue ? queues : extensions} />;
  return (
    <NameField
      {...props}
      known={extensions}
      remember={(id, name) => remember("extensions", id, name)}
      queryKey={["extensions", props.name]}
      search={async (text) =>
        (await findExtensions(api, text))
          .filter(({ type }) => !isQueue || type === null || type === QUEUE)
          .map((each) => {
            const words = [each.name, extensionWords(each)].filter(Boolean).join(", ");
            const { extension_id: id, service, site } = each;
            const note = [service, site].filter(Boolean).join(", ");
            return { key: `${service} ${id}`, id, name: words, label: words, note };
          })
      }
    />
  );
}

interface NameFieldProps extends NamedFieldProps {
  readonly known: ReadonlyMap<string, string>;
  readonly remember: (id: string, name: string) => void;
  readonly queryKey: readonly unknown[];
  readonly search: (text: string) => Promise<readonly Found[]>;
}

function NameField({ name, label, value, known, error, commit, remember, queryKey, search }: NameFieldProps) {
  return (
    <SearchField<Found>
      name={name}
      label={label}
      error={error}
      chosen={known.get(value) ?? value}
      choose={(found) => {
        if (found !== null) remember(found.id, found.name);
        commit(found?.id ?? "");
      }}
      queryKey={queryKey}
      search={search}
    />
  );
}

interface IdFieldProps extends NamedFieldProps {
  readonly known: ReadonlyMap<string, string>;
}

function IdField({ name, label, value, known, error, commit }: IdFieldProps) {
  const offered = [...known].map(([id, words]) => ({ value: id, label: words }));
  return (
    <TypedField
      name={name}
      label={`${label} (id)`}
      value={value}
      commit={commit}
      error={error}
      offered={offered}
      maxLength={100}
      {...(known.has(value) && { hint: known.get(value) })}
    />
  );
}
