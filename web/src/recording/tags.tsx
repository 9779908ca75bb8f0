import { useId, useState } from "preact/hooks";
import { may } from "../access/rights";
import { useSignedIn } from "../access/signed-in";
import { useMutation, useQuery } from "../api/query";
import { useQueryClient } from "../api/query-client";
import { Field } from "../components/form/fields";
import { ProblemNotice } from "../components/notice";
import { LONGEST_TAG, TAGS_KEY, type TagChange, tagsQuery } from "../recordings/tags";
import type { Details } from "./answers";
import { changeTags, recordingKey } from "./requests";

const MOST_TAGS = 30;

/** Words by which recordings are found again. */
export function Tags({ details }: { readonly details: Details }) {
  const { me, api } = useSignedIn();
  const queries = useQueryClient();
  const { recording, service } = details;
  const [typed, type] = useState("");
  const { mutate, isPending, error } = useMutation(
    (change: TagChange) => changeTags(api, recording, change),
    {
      onSuccess: (tags, { add }) => {
        if (add.length > 0) type("");
        queries.setQueryData<Details>(recordingKey(recording), (before) => before && { ...before, tags });
        void queries.invalidateQueries({ queryKey: TAGS_KEY });
      },
    },
  );
  const mayChange = may(me, "recordings.play");
  return (
    <section class="card" data-section="tags" aria-labelledby="tags-heading">
      <h2 id="tags-heading">Tags</h2>
      <ul class="recording-tags">
        {details.tags.map((tag) => (
          <li key={tag} data-tag={tag}>
            <span dir="auto">{tag}</span>
            {mayChange && (
              <button
                type="button"
                class="link"
                data-action="remove-tag"
                disabled={isPending}
                onClick={() => mutate({ add: [], remove: [tag] })}
              >
                Remove<span class="hidden-visually"> the tag {tag}</span>
              </button>
            )}
          </li>
        ))}
      </ul>
      {details.tags.length === 0 && <p class="muted">It has no tags.</p>}
      <ProblemNotice problem={error} />
      {mayChange && details.tags.length < MOST_TAGS && (
        <form
          class="inline-form"
          onSubmit={(event) => {
            event.preventDefault();
            if (typed.trim() !== "" && !isPending) mutate({ add: [typed.trim()], remove: [] });
          }}
        >
          <TagField service={service} typed={typed} type={type} />
          <button
            type="submit"
            class="quiet"
            data-action="add-tag"
            disabled={isPending || typed.trim() === ""}
          >
            Add
          </button>
        </form>
      )}
    </section>
  );
}

interface TagFieldProps {
  readonly service: string;
  readonly typed: string;
  readonly type: (text: string) => void;
}

/** Completes the names that are in use. Without them it is a plain field. */
function TagField({ service, typed, type }: TagFieldProps) {
  const { api } = useSignedIn();
  const id = useId();
  const { data: names = [] } = useQuery(tagsQuery(api, [service]));
  return (
    <Field name="tag" label="New tag">
      {(described) => (
        <>
          <input
            {...described}
            type="text"
            list={id}
            maxLength={LONGEST_TAG}
            autocomplete="off"
            value={typed}
            onInput={(event) => type(event.currentTarget.value)}
          />
          <datalist id={id}>
            {names.map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
}
