import { useId } from "preact/hooks";
import { type Item, isSection, type Section } from "../content";
import { canMove, DEEPEST_SECTION, movedBy, numberOf, type Path } from "../tree";
import { factsOf } from "../words";
import { AddQuestion, AddSection } from "./add-item";
import { useEditing } from "./editing";
import { MoveButton } from "./list-buttons";
import { QuestionForm } from "./question-form";
import { SectionForm } from "./section-form";

/** The sections and questions in their order. One of them shows its fields. */
export function Outline() {
  const { scorecard } = useEditing();
  return (
    <section class="outline" aria-label="Sections and questions">
      <Items items={scorecard.sections} path={[]} around={[]} />
      <AddSection path={[]} />
    </section>
  );
}

interface ItemsProps {
  readonly items: readonly Item[];
  /** Of what they lie in. */
  readonly path: Path;
  readonly around: readonly Section[];
}

function Items({ items, path, around }: ItemsProps) {
  if (items.length === 0) return null;
  return (
    <ol class="items">
      {items.map((item, index) => (
        <OutlineItem key={keyOf(items, index)} item={item} path={[...path, index]} around={around} />
      ))}
    </ol>
  );
}

// An imported file may have the same reference id twice, which is a mistake to be corrected here.
function keyOf(items: readonly Item[], index: number): string {
  const ref = items[index]?.ref ?? "";
  return items.findIndex((item) => item.ref === ref) === index ? ref : `${ref} ${index}`;
}

interface OutlineItemProps {
  readonly item: Item;
  readonly path: Path;
  readonly around: readonly Section[];
}

function OutlineItem({ item, path, around }: OutlineItemProps) {
  const { opened } = useEditing();
  const id = useId();
  const isOpen = opened === item.ref;
  return (
    <li data-item={item.ref} data-kind={item.kind}>
      <ItemHead item={item} path={path} isOpen={isOpen} formId={id} />
      <div id={id} hidden={!isOpen}>
        {isOpen && <ItemForm item={item} path={path} around={around} />}
      </div>
      {isSection(item) && (
        <div class="within">
          <Items items={item.items} path={path} around={[...around, item]} />
          <div class="add-items">
            <AddQuestion section={item} path={path} />
            {path.length < DEEPEST_SECTION && <AddSection section={item} path={path} />}
          </div>
        </div>
      )}
    </li>
  );
}

function ItemForm({ item, path, around }: OutlineItemProps) {
  if (isSection(item)) return <SectionForm section={item} path={path} />;
  return <QuestionForm question={item} path={path} around={around} />;
}

interface ItemHeadProps {
  readonly item: Item;
  readonly path: Path;
  readonly isOpen: boolean;
  readonly formId: string;
}

function ItemHead({ item, path, isOpen, formId }: ItemHeadProps) {
  const { scorecard, change, open, focusOn } = useEditing();
  const title = item.title.trim() || "Untitled";
  const move = (by: -1 | 1) => {
    change(movedBy(scorecard, path, by));
    focusOn(item.ref, `[data-action="${by < 0 ? "up" : "down"}"]`);
  };
  return (
    <div class="item-head">
      <button
        type="button"
        class="item-title"
        data-action="open-item"
        aria-expanded={isOpen}
        aria-controls={formId}
        onClick={() => open(isOpen ? null : item.ref)}
      >
        <span class="item-number">{numberOf(path)}</span>
        <span class="item-name">
          {title}
          <span class="second-line">{factsOf(item, scorecard.scoring).join(" · ")}</span>
        </span>
      </button>
      <span class="list-buttons">
        <MoveButton
          label={`Move ${title} up`}
          sign="↑"
          isPossible={canMove(scorecard, path, -1)}
          move={() => move(-1)}
        />
        <MoveButton
          label={`Move ${title} down`}
          sign="↓"
          isPossible={canMove(scorecard, path, 1)}
          move={() => move(1)}
        />
      </span>
    </div>
  );
}
