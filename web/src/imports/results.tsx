import { useSignedIn } from "../access/signed-in";
import { useCursorList } from "../api/lists";
import { Listed } from "../components/listed";
import type { Column } from "../components/table/columns";
import type { LineResult } from "./answers";
import { readResults } from "./requests";
import { resultWords } from "./words";

/** Each line of the file with what came of it. */
export function Results({ id }: { readonly id: string }) {
  const { api } = useSignedIn();
  const list = useCursorList(["imports", id, "results"], (cursor) => readResults(api, id, cursor));
  return (
    <Listed
      label="Results"
      class="results"
      list={list}
      columns={COLUMNS}
      rowKey={keyOf}
      attributes={({ line, result }) => ({ class: "row", "data-line": String(line), "data-result": result })}
      one="line"
      many="lines"
      empty={null}
    />
  );
}

function keyOf({ line }: LineResult): string {
  return String(line);
}

const COLUMNS: readonly Column<LineResult>[] = [
  {
    id: "line",
    title: "Line",
    isRowHeader: true,
    value: ({ line }) => line,
    cell: ({ line }) => `Line ${line}`,
  },
  { id: "email", title: "User", value: ({ email }) => email, cell: ({ email }) => email },
  {
    id: "result",
    title: "Result",
    value: ({ result }) => result,
    cell: ({ result }) => <span class={`badge result-${result}`}>{resultWords(result)}</span>,
  },
  {
    id: "errors",
    title: "Why",
    value: () => null,
    cell: ({ errors }) => errors.map(({ detail }) => detail).join(" "),
  },
];
