import { useMemo, useState } from "preact/hooks";
import { useSignedIn } from "../access/signed-in";
import { useQuery } from "../api/query";
import { Dialog } from "../components/dialog";
import { CheckBox, SelectField, TextField } from "../components/form/fields";
import { counted } from "../components/format";
import { Reading } from "../components/listed";
import type { Extension } from "./answers";
import { allExtensionsQuery } from "./requests";
import { keyOf, sitesOf, toggledAll, type WantedExtensions, wanted } from "./take-over-choice";
import { TakeOverForm } from "./take-over-form";
import { ExtensionTable } from "./take-over-table";

/** Makes users of many extensions at once: chosen one by one, or all of a site. */
export function TakeOver({ close }: { readonly close: (said?: string) => void }) {
  const { api } = useSignedIn();
  const [count, setCount] = useState(0);
  const { data, error, refetch } = useQuery(allExtensionsQuery(api, setCount));
  return (
    <Dialog name="take-over" title="Take over from extensions" kind="panel" close={() => close()}>
      {data === undefined && error === null && (
        <p role="status">{counted(count, "extension", "extensions", " read…")}</p>
      )}
      {data === undefined ? (
        <Reading problem={error} retry={() => void refetch()} />
      ) : (
        <Choosing extensions={data} close={close} />
      )}
    </Dialog>
  );
}

const ALL: WantedExtensions = { text: "", service: "", site: "", withoutUser: true };

interface ChoosingProps {
  readonly extensions: readonly Extension[];
  readonly close: (said?: string) => void;
}

function Choosing({ extensions, close }: ChoosingProps) {
  const [filter, setFilter] = useState(ALL);
  const [chosen, choose] = useState<ReadonlySet<string>>(new Set());
  const shown = useMemo(() => wanted(extensions, filter), [extensions, filter]);
  const takes = useMemo(() => extensions.filter((each) => chosen.has(keyOf(each))), [extensions, chosen]);
  return (
    <>
      <Filter extensions={extensions} filter={filter} change={setFilter} />
      <div class="choice-head">
        <p role="status">
          {counted(shown.length, "extension", "extensions")}, {chosen.size} chosen
        </p>
        <button type="button" class="quiet" onClick={() => choose(toggledAll(chosen, shown))}>
          Choose all shown, or none
        </button>
      </div>
      <ExtensionTable
        extensions={shown}
        chosen={chosen}
        toggle={(key) => choose(new Set([...chosen].includes(key) ? without(chosen, key) : [...chosen, key]))}
      />
      <TakeOverForm extensions={takes} close={close} />
    </>
  );
}

function without(chosen: ReadonlySet<string>, key: string): string[] {
  return [...chosen].filter((other) => other !== key);
}

interface FilterProps {
  readonly extensions: readonly Extension[];
  readonly filter: WantedExtensions;
  readonly change: (filter: WantedExtensions) => void;
}

function Filter({ extensions, filter, change }: FilterProps) {
  const services = useMemo(() => [...new Set(extensions.map((each) => each.service))].sort(), [extensions]);
  const sites = useMemo(() => sitesOf(extensions), [extensions]);
  const choices = (all: string, values: readonly string[]) => [
    { value: "", label: all },
    ...values.map((value) => ({ value, label: value })),
  ];
  return (
    <search class="form">
      <div class="field-pair">
        <TextField
          name="find-extension"
          label="Find by name, number or e-mail address"
          type="search"
          value={filter.text}
          change={(text) => change({ ...filter, text })}
        />
        {services.length > 1 && (
          <SelectField
            name="service"
            label="Service"
            value={filter.service}
            choices={choices("All services", services)}
            change={(service) => change({ ...filter, service })}
          />
        )}
        <SelectField
          name="site"
          label="Site"
          value={filter.site}
          choices={choices("All sites", sites)}
          change={(site) => change({ ...filter, site })}
        />
      </div>
      <CheckBox
        name="without-user"
        label="Only extensions that no one has today"
        isChecked={filter.withoutUser}
        change={(withoutUser) => change({ ...filter, withoutUser })}
      />
    </search>
  );
}
