import { useState } from "preact/hooks";
import { useSignedIn } from "../access/signed-in";
import { useCursorList } from "../api/lists";
import { Empty } from "../components/empty";
import { SelectField, TextField } from "../components/form/fields";
import { useSettled } from "../components/form/search-field";
import { Listed } from "../components/listed";
import { Page } from "../components/page";
import { useSeenServices } from "../components/seen-services";
import type { PageProps } from "../pages";
import "../styles/recordings.css";
import { type Recording, STATES } from "./answers";
import { COLUMNS } from "./columns";
import { type RecordingFilter, readRecordings } from "./requests";
import { stateWords } from "./words";

const ALL: RecordingFilter = { service: "", state: "", from: "", to: "" };

/** The recordings that the person may see, with their states. */
export default function RecordingsPage({ title }: PageProps) {
  const { me, api } = useSignedIn();
  const [shown, show] = useState(ALL);
  const filter = useSettled(shown);
  const list = useCursorList(["recordings", filter], (cursor) => readRecordings(api, filter, cursor));
  return (
    <Page name="recordings" title={title}>
      <Filters filter={shown} change={show} items={list.items} own={me.service} />
      <Listed
        label="Recordings"
        class="recordings"
        list={list}
        columns={COLUMNS}
        rowKey={keyOf}
        attributes={attributesOf}
        one="recording"
        many="recordings"
        empty={
          <Empty title="No recording matches">
            <p>There is none of this service, state and time that you may see.</p>
          </Empty>
        }
      />
    </Page>
  );
}

function keyOf({ service, account_id, recording_id }: Recording): string {
  return `${service}/${account_id}/${recording_id}`;
}

function attributesOf({ recording_id, state, reason }: Recording) {
  return {
    class: "row",
    "data-recording-id": recording_id,
    "data-state": state,
    "data-reason": reason ?? "",
  };
}

interface FiltersProps {
  readonly filter: RecordingFilter;
  readonly change: (filter: RecordingFilter) => void;
  readonly items: readonly Recording[];
  readonly own: string | null;
}

const STATE_CHOICES = [
  { value: "", label: "Every state" },
  ...STATES.map((state) => ({ value: state, label: stateWords(state) })),
];

function Filters({ filter, change, items, own }: FiltersProps) {
  const services = useSeenServices(items, own);
  const day = (field: "from" | "to", label: string) => ({
    name: field,
    label,
    type: "date" as const,
    value: filter[field],
    change: (value: string) => change({ ...filter, [field]: value }),
  });
  return (
    <search class="form filter-form">
      {services.length > 1 && (
        <SelectField
          name="service"
          label="Service"
          value={filter.service}
          choices={[
            { value: "", label: "Every service" },
            ...services.map((service) => ({ value: service, label: service })),
          ]}
          change={(service) => change({ ...filter, service })}
        />
      )}
      <SelectField
        name="state"
        label="State"
        value={filter.state}
        choices={STATE_CHOICES}
        change={(state) => change({ ...filter, state })}
      />
      <TextField {...day("from", "From day")} />
      <TextField {...day("to", "To day")} />
    </search>
  );
}
