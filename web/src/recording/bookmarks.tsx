import { useState } from "preact/hooks";
import { useSignedIn } from "../access/signed-in";
import type { Problem } from "../api/problem";
import { useMutation } from "../api/query";
import { TextField } from "../components/form/fields";
import { ProblemNotice } from "../components/notice";
import { rounded } from "./address";
import type { Bookmark } from "./answers";
import { useCommand } from "./commands";
import { Moment } from "./moment";
import type { Player } from "./player";
import { addBookmark, deleteBookmark } from "./requests";
import { momentWords } from "./words";

interface BookmarksProps {
  readonly recording: string;
  readonly bookmarks: readonly Bookmark[];
  readonly player: Player;
  /** Why they could not be read. */
  readonly problem: Problem | null;
  readonly readAgain: () => Promise<unknown>;
}

const LONGEST_LABEL = 200;

/** Moments that the person has marked for themself. */
export function Bookmarks({ recording, bookmarks, player, problem, readAgain }: BookmarksProps) {
  const { api } = useSignedIn();
  const [label, type] = useState("");
  const [said, say] = useState("");
  const adding = useMutation((mark: Omit<Bookmark, "id">) => addBookmark(api, recording, mark), {
    onSuccess: (_, { at }) => {
      type("");
      say(`Bookmarked ${momentWords(at)}.`);
      return readAgain();
    },
  });
  const deleting = useMutation((mark: Bookmark) => deleteBookmark(api, recording, mark), {
    onSettled: readAgain,
  });
  const add = () => {
    if (!adding.isPending) adding.mutate({ at: rounded(player.position), label: label.trim() });
  };
  useCommand("bookmark", add);
  return (
    <section class="card" data-section="bookmarks" aria-labelledby="bookmarks-heading">
      <h2 id="bookmarks-heading">Bookmarks</h2>
      <p class="muted">Only you see them.</p>
      <ul class="entries">
        {[...bookmarks].sort(byMoment).map((mark) => (
          <li key={mark.id} class="entry-head" data-bookmark={mark.id}>
            <Moment at={mark.at} player={player} />
            <span class="entry-text" dir="auto">
              {mark.label}
            </span>
            <button
              type="button"
              class="link"
              data-action="delete-bookmark"
              disabled={deleting.isPending}
              onClick={() => deleting.mutate(mark)}
            >
              Remove<span class="hidden-visually"> the bookmark at {momentWords(mark.at)}</span>
            </button>
          </li>
        ))}
      </ul>
      <ProblemNotice problem={problem ?? adding.error ?? deleting.error} />
      <form
        class="inline-form"
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <TextField
          name="label"
          label="Name of a bookmark"
          value={label}
          change={type}
          maxLength={LONGEST_LABEL}
        />
        <button type="submit" class="quiet" data-action="add-bookmark" disabled={adding.isPending}>
          Bookmark this moment
        </button>
      </form>
      <p role="status" class="hidden-visually">
        {said}
      </p>
    </section>
  );
}

function byMoment(one: Bookmark, other: Bookmark): number {
  return one.at - other.at;
}
