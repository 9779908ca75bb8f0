import { useState } from "preact/hooks";
import { useSignedIn } from "../access/signed-in";
import { useQuery } from "../api/query";
import { Dialog } from "../components/dialog";
import { SelectField } from "../components/form/fields";
import { dateAndTime } from "../components/format";
import { Reading } from "../components/reading";
import type { Stored } from "./answers";
import { ChangeList } from "./change-list";
import type { Scorecard } from "./content";
import { Details } from "./details";
import { differences } from "./differences";
import { versionQuery } from "./requests";

interface VersionsProps {
  readonly stored: Stored;
  /** What the page shows, to compare with. */
  readonly current: Scorecard;
  readonly close: () => void;
}

/** A version as it was, and what changed with it. */
export function Versions({ stored, current, close }: VersionsProps) {
  const { api } = useSignedIn();
  const [number, choose] = useState(stored.latest_version);
  const { data, error, refetch } = useQuery(versionQuery(api, stored.id, number));
  const numbers = Array.from({ length: stored.latest_version }, (_, index) => stored.latest_version - index);
  return (
    <Dialog name="versions" title="Versions" kind="panel" close={close}>
      <SelectField
        name="version"
        label="Version"
        value={String(number)}
        choices={numbers.map((each) => ({
          value: String(each),
          label: `Version ${each}${each === stored.active_version ? ", active" : ""}`,
        }))}
        change={(chosen) => choose(Number(chosen))}
      />
      {data === undefined ? (
        <Reading problem={error} retry={() => void refetch()} />
      ) : (
        <>
          {data.activated_at && <p class="muted">Active since {dateAndTime(data.activated_at)}.</p>}
          <Before stored={stored} number={number} content={data.content} />
          <section class="section">
            <h3>What is different now</h3>
            <ChangeList changes={differences(data.content, current)} />
          </section>
          <section class="section">
            <h3>{data.content.title}</h3>
            <Details scorecard={data.content} />
          </section>
        </>
      )}
    </Dialog>
  );
}

interface BeforeProps {
  readonly stored: Stored;
  readonly number: number;
  readonly content: Scorecard;
}

function Before({ stored, number, content }: BeforeProps) {
  const { api } = useSignedIn();
  const { data } = useQuery(versionQuery(api, stored.id, number - 1));
  if (number === 1 || data === undefined) return null;
  return (
    <section class="section">
      <h3>What changed with version {number}</h3>
      <ChangeList changes={differences(data.content, content)} />
    </section>
  );
}
