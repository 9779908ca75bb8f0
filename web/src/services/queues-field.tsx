import { useState } from "preact/hooks";
import { may } from "../access/rights";
import { useSignedIn } from "../access/signed-in";
import { useQuery } from "../api/query";
import { type Choice, TextField } from "../components/form/fields";
import { counted } from "../components/format";
import { compareValues } from "../components/table/columns";
import type { Extension } from "../users/answers";
import { allExtensionsQuery } from "../users/requests";
import type { Service } from "./answers";
import { ChosenList } from "./chosen-list";
import { partsOf } from "./transcription-draft";

/** What RingCentral calls a call queue in a list of extensions. */
const QUEUE = "Department";

interface QueuesProps {
  readonly service: Service;
  /** The ids of the chosen queues, with commas between them. */
  readonly typed: string;
  readonly error: string | null;
  readonly change: (typed: string) => void;
}

/** By name for someone who may read the list of extensions; by their ids otherwise. */
export function QueuesField(props: QueuesProps) {
  const { me, api } = useSignedIn();
  const mayRead = may(me, "users.manage");
  const [count, setCount] = useState(0);
  const { data, error } = useQuery({ ...allExtensionsQuery(api, setCount), enabled: mayRead });
  if (!mayRead || (data === undefined && error !== null)) return <IdsField {...props} />;
  if (data === undefined) return <p role="status">{counted(count, "extension", "extensions", " read…")}</p>;
  return <NamesField {...props} queues={queuesOf(data, props.service.name)} />;
}

function IdsField({ typed, error, change }: QueuesProps) {
  return (
    <TextField
      name="queues"
      label="Call queues"
      hint="The ids of their extensions at RingCentral, with commas between them. Empty for all calls."
      error={error}
      value={typed}
      change={change}
    />
  );
}

function NamesField({ typed, error, change, queues }: QueuesProps & { readonly queues: readonly Choice[] }) {
  return (
    <ChosenList
      name="queues"
      title="Call queues"
      one="call queue"
      hint="Only calls in one of the chosen queues. None: all calls."
      error={error}
      chosen={partsOf(typed)}
      choices={queues}
      change={(ids) => change([...ids].sort().join(", "))}
    />
  );
}

/** A service's call queues in the order of their names. */
function queuesOf(extensions: readonly Extension[], service: string): readonly Choice[] {
  return extensions
    .filter((each) => each.service === service && each.type === QUEUE)
    .map(({ extension_id: value, name, number }) => ({
      value,
      label: [name, number].filter(Boolean).join(", ") || value,
    }))
    .sort((one, other) => compareValues(one.label, other.label));
}
