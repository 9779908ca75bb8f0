import { useState } from "preact/hooks";
import { useSignedIn } from "../access/signed-in";
import { useMutation } from "../api/query";
import { useQueryClient } from "../api/query-client";
import { Dialog } from "../components/dialog";
import { formErrors } from "../components/form/errors";
import { ChecksField } from "../components/form/fields";
import { FormFrame } from "../components/form/frame";
import { counted } from "../components/format";
import { identifierOf, type Recording } from "./answers";
import { updateRows } from "./cache";
import { RefusedList } from "./refused-list";
import { TagField } from "./tag-field";
import { LONGEST_TAG, TAGS_KEY, type Tagged, tagsIn, tagTogether } from "./tags";

interface TogetherProps {
  readonly recordings: readonly Recording[];
  readonly close: () => void;
}

const FIELDS = ["add", "remove"];

/** Adds tags to several recordings, and removes some that they have. */
export function TagTogether({ recordings, close }: TogetherProps) {
  const { api } = useSignedIn();
  const queries = useQueryClient();
  const [add, setAdd] = useState("");
  const [remove, setRemove] = useState<readonly string[]>([]);
  const [done, setDone] = useState(0);
  const { mutate, isPending, error, data } = useMutation(
    () => tagTogether(api, recordings.map(identifierOf), { add: tagsIn(add), remove }, setDone),
    {
      onSuccess: (results) => updateRows(queries, tagsOf(results)),
      onSettled: () => queries.invalidateQueries({ queryKey: TAGS_KEY }),
    },
  );
  const services = [...new Set(recordings.map(({ service }) => service))].sort();
  const present = [...new Set(recordings.flatMap(({ tags }) => tags))].sort();
  const errors = formErrors(error, FIELDS);
  const many = counted(recordings.length, "recording", "recordings");
  return (
    <Dialog name="tags" title={`Tags of ${many}`} close={close}>
      {data === undefined ? (
        <FormFrame
          action="Save"
          isBusy={isPending}
          isChanged={tagsIn(add).length > 0 || remove.length > 0}
          errors={errors}
          submit={() => mutate(undefined)}
          cancel={close}
        >
          <TagField
            name="add"
            label="Add"
            hint={`Several with commas between them, each at most ${LONGEST_TAG} letters.`}
            value={add}
            services={services}
            typing={setAdd}
            maxLength={1000}
            commit={setAdd}
            error={errors.of("add")}
          />
          {present.length > 0 && (
            <ChecksField
              name="remove"
              label="Remove"
              chosen={remove}
              choices={present.map((tag) => ({ value: tag, label: tag }))}
              error={errors.of("remove")}
              change={setRemove}
            />
          )}
          {isPending && <progress max={recordings.length} value={done} aria-label="Recordings done" />}
        </FormFrame>
      ) : (
        <TaggedResult results={data} recordings={recordings} close={close} />
      )}
    </Dialog>
  );
}

function tagsOf(results: readonly Tagged[]): ReadonlyMap<string, Pick<Recording, "tags">> {
  return new Map(results.flatMap(({ recording, tags }) => (tags ? [[recording, { tags }] as const] : [])));
}

interface ResultProps extends TogetherProps {
  readonly results: readonly Tagged[];
}

function TaggedResult({ results, recordings, close }: ResultProps) {
  const refused = results.filter(({ errors }) => errors.length > 0).length;
  const done = counted(results.length - refused, "recording has", "recordings have", " the tags now");
  return (
    <>
      <p role="status" data-result="tags">
        {done}
        {refused > 0 && `, ${refused} refused`}.
      </p>
      <RefusedList label="Refused" items={results} recordings={recordings} />
      <button type="button" class="primary" data-action="finish" onClick={close}>
        Close
      </button>
    </>
  );
}
