import { useMemo, useState } from "preact/hooks";
import { useSignedIn } from "../access/signed-in";
import { useCursorList } from "../api/lists";
import { useQueryClient } from "../api/query-client";
import { Empty } from "../components/empty";
import { SelectField } from "../components/form/fields";
import { Listed } from "../components/listed";
import { Page } from "../components/page";
import { useSeenServices } from "../components/seen-services";
import type { PageProps } from "../pages";
import { BackToUsers } from "../users/back-to-users";
import { USERS_KEY } from "../users/requests";
import "../styles/decisions.css";
import "../styles/plain.css";
import type { Decision } from "./answers";
import { columnsFor } from "./columns";
import { Decide } from "./decide";
import { DECISIONS_KEY, readDecisions } from "./requests";

/** What was changed at RingCentral about extensions that users have, and what is to be done about it. */
export default function DecisionsPage({ title }: PageProps) {
  const { api } = useSignedIn();
  const queries = useQueryClient();
  const [service, setService] = useState("");
  const [opened, open] = useState<Decision | null>(null);
  const [said, say] = useState("");
  const list = useCursorList([...DECISIONS_KEY, "list", service], (cursor) =>
    readDecisions(api, service, cursor),
  );
  const columns = useMemo(() => columnsFor(open), []);
  const close = (done = "") => {
    say(done);
    open(null);
    if (done === "") return;
    for (const key of [DECISIONS_KEY, USERS_KEY, ["extensions"]])
      void queries.invalidateQueries({ queryKey: key });
  };
  return (
    <Page name="decisions" title={title} head={<BackToUsers />}>
      <p class="lead">
        What was changed at RingCentral about the extensions of your users. Ringkeep waits for your decision,
        because a new name may mean a marriage or a successor, and a successor must not get the earlier calls.
      </p>
      <ServiceFilter items={list.items} service={service} choose={setService} />
      <p role="status" class="said">
        {said}
      </p>
      <Listed
        label="Changes at RingCentral"
        class="decisions"
        list={list}
        columns={columns}
        rowKey={keyOf}
        attributes={attributesOf}
        onOpen={open}
        one="change"
        many="changes"
        empty={<NothingWaits />}
      />
      {opened !== null && (
        <Decide
          key={opened.id}
          opened={opened}
          stored={list.items.find(({ id }) => id === opened.id) ?? null}
          isReading={list.isReading}
          readAgain={list.retry}
          close={close}
        />
      )}
    </Page>
  );
}

function keyOf({ id }: Decision): string {
  return id;
}

function attributesOf({ id, kind, alarm, extension_id }: Decision) {
  return {
    class: alarm ? "row row-alarm" : "row",
    "data-decision": id,
    "data-kind": kind,
    "data-alarm": String(alarm),
    "data-extension-id": extension_id,
  };
}

interface ServiceFilterProps {
  readonly items: readonly Decision[];
  readonly service: string;
  readonly choose: (service: string) => void;
}

function ServiceFilter({ items, service, choose }: ServiceFilterProps) {
  const services = useSeenServices(items);
  if (services.length < 2) return null;
  return (
    <search class="form filter-form">
      <SelectField
        name="service"
        label="Service"
        value={service}
        choices={[
          { value: "", label: "Every service" },
          ...services.map((name) => ({ value: name, label: name })),
        ]}
        change={choose}
      />
    </search>
  );
}

function NothingWaits() {
  return (
    <Empty title="Nothing waits for a decision">
      <p>
        When an extension that a user has is renamed, moved, disabled or deleted at RingCentral, it is listed
        here. Ringkeep looks at least once an hour.
      </p>
    </Empty>
  );
}
