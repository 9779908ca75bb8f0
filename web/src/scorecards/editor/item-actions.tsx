import { useState } from "preact/hooks";
import { Field } from "../../components/form/fields";
import { type Item, isSection } from "../content";
import {
  askingFor,
  destinationsOf,
  insertedAt,
  lastOf,
  MOST_QUESTIONS,
  MOST_SECTIONS,
  movedInto,
  numberOf,
  type Path,
  parentOf,
  questionsOf,
  removedAt,
  sectionsOf,
} from "../tree";
import { useEditing } from "./editing";
import { copyOf } from "./refs";

interface ItemActionsProps {
  readonly item: Item;
  readonly path: Path;
}

/** Moves a section or question into another section, duplicates or removes it. */
export function ItemActions({ item, path }: ItemActionsProps) {
  const { scorecard, change, open, focusOn } = useEditing();
  const kind = isSection(item) ? "section" : "question";
  const duplicate = () => {
    const copy = copyOf(scorecard, item);
    const place = [...parentOf(path), lastOf(path) + 1];
    change(insertedAt(scorecard, place, copy), `“${item.title}” was duplicated.`);
    open(copy.ref);
    focusOn(copy.ref);
  };
  const remove = () => {
    const asking = askingFor(scorecard, item.ref).length;
    const rest = asking > 0 ? ` Conditions of ${asking} other questions still ask for it.` : "";
    change(removedAt(scorecard, path), `“${item.title}” was removed.${rest}`);
    open(null);
    focusOn("", '[data-action="undo"]');
  };
  return (
    <div class="item-actions">
      <MoveInto item={item} path={path} />
      <div class="actions">
        <button
          type="button"
          class="quiet"
          data-action="duplicate"
          disabled={!hasRoomFor(scorecard, item)}
          onClick={duplicate}
        >
          Duplicate the {kind}
        </button>
        <button type="button" class="quiet dangerous" data-action="remove-item" onClick={remove}>
          Remove the {kind}
        </button>
      </div>
    </div>
  );
}

function hasRoomFor(scorecard: Parameters<typeof questionsOf>[0], item: Item): boolean {
  const added = { ...scorecard, sections: isSection(item) ? [item] : [] };
  const questions = isSection(item) ? questionsOf(added).length : 1;
  return (
    questionsOf(scorecard).length + questions <= MOST_QUESTIONS &&
    sectionsOf(scorecard).length + sectionsOf(added).length <= MOST_SECTIONS
  );
}

const OUTERMOST = "";

function MoveInto({ item, path }: ItemActionsProps) {
  const { scorecard, change, focusOn } = useEditing();
  const [chosen, choose] = useState<string | null>(null);
  const places = destinationsOf(scorecard, path).map((entry) =>
    entry === null
      ? { value: OUTERMOST, label: "None: a section of the scorecard" }
      : { value: entry.item.ref, label: `${numberOf(entry.path)} ${entry.item.title}` },
  );
  if (places.length === 0) return null;
  const target = places.find(({ value }) => value === chosen) ?? places[0];
  const move = () => {
    if (target === undefined) return;
    const into = target.value === OUTERMOST ? null : target.value;
    change(movedInto(scorecard, path, into), `“${item.title}” was moved.`);
    focusOn(item.ref, '[data-action="move-into"]');
  };
  return (
    <div class="part-head">
      <Field name="section" label="Section to move it into">
        {(described) => (
          <select
            {...described}
            value={target?.value}
            onChange={(event) => choose(event.currentTarget.value)}
          >
            {places.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        )}
      </Field>
      <button type="button" class="quiet" data-action="move-into" onClick={move}>
        Move there
      </button>
    </div>
  );
}
