import { useState } from "preact/hooks";
import { may } from "../access/rights";
import { useSignedIn } from "../access/signed-in";
import type { Problem } from "../api/problem";
import { useMutation, useQuery } from "../api/query";
import { useQueryClient } from "../api/query-client";
import { Confirm, Dialog } from "../components/dialog";
import { Reading } from "../components/listed";
import { Notice, ProblemNotice } from "../components/notice";
import type { RecordingFilter } from "./filter";
import type { KnownNames } from "./names";
import { RenameSearch, SaveSearch } from "./save-search";
import {
  changeSearch,
  deleteSearch,
  type SavedSearch,
  SEARCHES_KEY,
  type SearchContent,
  searchesQuery,
} from "./saved-searches";

interface SearchesPanelProps {
  /** What would be saved now. */
  readonly filter: RecordingFilter;
  readonly columns: readonly string[];
  readonly names: KnownNames;
  readonly open: (search: SavedSearch) => void;
  readonly close: () => void;
}

/** The saved searches of the person and those that others share, and the way to save the present one. */
export function SearchesPanel({ filter, columns, names, open, close }: SearchesPanelProps) {
  const { api } = useSignedIn();
  const { data, error, refetch } = useQuery(searchesQuery(api));
  const [said, say] = useState("");
  return (
    <Dialog name="searches" title="Saved searches" kind="panel" close={close}>
      <p role="status" class="said">
        {said}
      </p>
      {data === undefined ? (
        <Reading problem={error} retry={() => void refetch()} />
      ) : (
        <>
          <Searches
            title="Yours"
            none="You have not saved a search yet."
            searches={data.filter(({ mine }) => mine)}
            present={{ query: filter, columns }}
            open={open}
            say={say}
          />
          <Searches
            title="Shared by others"
            none="No one else shares a search."
            searches={data.filter(({ mine }) => !mine)}
            present={{ query: filter, columns }}
            open={open}
            say={say}
          />
          <SaveSearch filter={filter} columns={columns} names={names} say={say} />
        </>
      )}
    </Dialog>
  );
}

interface SearchesProps {
  readonly title: string;
  readonly none: string;
  readonly searches: readonly SavedSearch[];
  readonly present: Pick<SearchContent, "query" | "columns">;
  readonly open: (search: SavedSearch) => void;
  readonly say: (done: string) => void;
}

function Searches({ title, none, searches, ...props }: SearchesProps) {
  return (
    <section class="section" aria-label={title}>
      <h3>{title}</h3>
      {searches.length === 0 ? (
        <p class="muted">{none}</p>
      ) : (
        <ul class="held searches">
          {searches.map((search) => (
            <SearchLine key={search.id} search={search} {...props} />
          ))}
        </ul>
      )}
    </section>
  );
}

interface LineProps extends Pick<SearchesProps, "present" | "open" | "say"> {
  readonly search: SavedSearch;
}

type Asked = "rename" | "delete" | null;

function SearchLine({ search, present, open, say }: LineProps) {
  const { me } = useSignedIn();
  const [asked, ask] = useState<Asked>(null);
  const change = useChange(search, (done) => {
    ask(null);
    say(done);
  });
  const { name, mine, shared, owner } = search;
  const mayDelete = mine || may(me, "users.manage");
  const button = (action: string, label: string, act: () => void) => (
    <button type="button" class="quiet" data-action={action} disabled={change.isPending} onClick={act}>
      {label}
      <span class="hidden-visually"> {name}</span>
    </button>
  );
  return (
    <li data-search={search.id} data-shared={shared}>
      <span>
        <button type="button" class="link" data-action="open-search" onClick={() => open(search)}>
          {name}
        </button>{" "}
        {mine ? shared && <span class="badge">Shared</span> : <span class="muted">of {owner.name}</span>}
      </span>
      {mine && button("rename-search", "Rename", () => ask("rename"))}
      {mine &&
        button("share-search", shared ? "Stop sharing" : "Share", () => change.mutate({ shared: !shared }))}
      {mine && button("replace-search", "Replace", () => change.mutate(present))}
      {mayDelete && button("delete-search", "Delete", () => ask("delete"))}
      <SearchProblem problem={change.error} />
      {asked === "rename" && (
        <RenameSearch
          name={name}
          isBusy={change.isPending}
          rename={(next) => change.mutate({ name: next })}
          cancel={() => ask(null)}
        />
      )}
      {asked === "delete" && (
        <Confirm
          title={`Delete “${name}”?`}
          action="Delete"
          isDangerous
          isBusy={change.isPending}
          confirm={() => {
            ask(null);
            change.mutate("delete");
          }}
          cancel={() => ask(null)}
        >
          <p>{shared ? "No one will find it here any more." : "It cannot be restored."}</p>
        </Confirm>
      )}
    </li>
  );
}

/** Someone else was faster: what is shown has been read again, so that it can be tried again. */
function SearchProblem({ problem }: { readonly problem: Problem | null }) {
  if (problem?.code !== "search_changed") return <ProblemNotice problem={problem} />;
  return (
    <Notice kind="search-changed" tone="warning" isUrgent>
      <strong>Your change was not saved.</strong> The search was changed meanwhile, perhaps in another window.
      It is shown here as it is now: try again if you still want to.
    </Notice>
  );
}

type Change = Partial<SearchContent> | "delete";

function useChange(search: SavedSearch, done: (said: string) => void) {
  const { api } = useSignedIn();
  const queries = useQueryClient();
  return useMutation<unknown, Change>(
    (change) => (change === "delete" ? deleteSearch(api, search) : changeSearch(api, search, change)),
    {
      onSuccess: (_, change) => done(wordsOf(change, search.name)),
      onSettled: () => queries.invalidateQueries({ queryKey: SEARCHES_KEY }),
    },
  );
}

function wordsOf(change: Change, name: string): string {
  if (change === "delete") return `“${name}” was deleted.`;
  if (change.name !== undefined) return `“${name}” is now “${change.name}”.`;
  if (change.query !== undefined) return `“${name}” has the present filters and columns now.`;
  return change.shared
    ? `“${name}” is shared with everyone who lists recordings.`
    : `“${name}” is yours alone.`;
}
