import { useId, useState } from "preact/hooks";
import { ChecksField } from "../components/form/fields";
import type { ChosenColumns } from "./chosen-columns";
import { BEGAN, COLUMNS, DEFAULT_COLUMNS } from "./columns";

const CHOICES = COLUMNS.filter((column) => column !== BEGAN).map(({ id, title }) => ({
  value: id,
  label: title,
}));

/** The columns of the table. The first one names the recordings and is always there. */
export function ColumnChoice({ columns }: { readonly columns: ChosenColumns }) {
  const [isOpen, open] = useState(false);
  const id = useId();
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes what the button opened
    <div
      class="column-choice"
      onKeyDown={(event) => {
        if (event.key === "Escape") open(false);
      }}
    >
      <button
        type="button"
        class="quiet"
        data-action="columns"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => open(!isOpen)}
      >
        Columns
      </button>
      <div id={id} class="column-choices" hidden={!isOpen}>
        {isOpen && <Choices columns={columns} />}
      </div>
    </div>
  );
}

function Choices({ columns }: { readonly columns: ChosenColumns }) {
  return (
    <>
      <ChecksField
        name="columns"
        label="Columns"
        chosen={columns.ids}
        choices={CHOICES}
        change={(ids) => columns.choose([BEGAN.id, ...ids.filter((id) => id !== BEGAN.id)])}
      />
      <button
        type="button"
        class="quiet"
        data-action="default-columns"
        onClick={() => columns.choose(DEFAULT_COLUMNS)}
      >
        The usual columns
      </button>
    </>
  );
}
