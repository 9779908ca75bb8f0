import { useMemo, useState } from "preact/hooks";
import { CheckBox } from "../components/form/fields";
import type { Column, Sort } from "../components/table/columns";
import { EVERY_ROW, usePagedTable } from "../components/table/paged";
import { Pager } from "../components/table/pager";
import { DataTable } from "../components/table/table";
import type { Extension } from "./answers";
import { keyOf } from "./take-over-choice";
import { extensionWords } from "./words";

interface ExtensionTableProps {
  readonly extensions: readonly Extension[];
  readonly chosen: ReadonlySet<string>;
  readonly toggle: (key: string) => void;
}

const PAGE_SIZE = 25;

/** Extensions to choose from. A row is chosen by its check box, or by Enter on the row. */
export function ExtensionTable({ extensions, chosen, toggle }: ExtensionTableProps) {
  const [sort, onSort] = useState<Sort>({ column: "name", descending: false });
  const rows = useMemo(
    () => extensions.map((extension) => ({ extension, isChosen: chosen.has(keyOf(extension)) })),
    [extensions, chosen],
  );
  const columns = useMemo(() => columnsFor(toggle), [toggle]);
  const model = usePagedTable({
    columns,
    rows,
    rowKey,
    sort,
    onSort,
    filter: EVERY_ROW,
    pageSize: PAGE_SIZE,
  });
  return (
    <>
      <DataTable
        label="Extensions to take over"
        class="list extensions"
        model={model}
        attributes={({ extension, isChosen }) => ({
          class: isChosen ? "row row-chosen" : "row",
          "data-extension-id": extension.extension_id,
        })}
        onOpen={(row) => toggle(rowKey(row))}
      />
      {model.paging.pages > 1 && <Pager paging={model.paging} one="extension" many="extensions" />}
    </>
  );
}

interface Row {
  readonly extension: Extension;
  readonly isChosen: boolean;
}

function rowKey({ extension }: Row): string {
  return keyOf(extension);
}

function columnsFor(toggle: (key: string) => void): readonly Column<Row>[] {
  return [
    {
      id: "name",
      title: "Name",
      isRowHeader: true,
      value: ({ extension }) => extension.name,
      cell: (row) => (
        <CheckBox
          name={row.extension.extension_id}
          label={row.extension.name || extensionWords(row.extension)}
          note={row.extension.email || "No e-mail address: it cannot be taken over"}
          isChecked={row.isChosen}
          change={() => toggle(rowKey(row))}
        />
      ),
    },
    {
      id: "number",
      title: "Number",
      value: ({ extension }) => extension.number,
      cell: ({ extension }) => extension.number,
    },
    {
      id: "site",
      title: "Site",
      value: ({ extension }) => extension.site,
      cell: ({ extension }) => extension.site,
    },
    {
      id: "user",
      title: "User today",
      value: ({ extension }) => extension.user_name,
      cell: ({ extension }) => extension.user_name,
    },
  ];
}
