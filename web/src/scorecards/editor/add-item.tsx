import { useState } from "preact/hooks";
import { SelectField, TextField } from "../../components/form/fields";
import { QUESTION_TYPES, type QuestionType, type Section } from "../content";
import {
  childrenAt,
  insertedAt,
  MOST_QUESTIONS,
  MOST_SECTIONS,
  type Path,
  questionsOf,
  sectionsOf,
} from "../tree";
import { TYPE_WORDS } from "../words";
import { useEditing } from "./editing";
import { newQuestion, newSection } from "./new-parts";

interface AddQuestionProps {
  readonly section: Section;
  readonly path: Path;
}

/** Asks for the title of a new question, from which its reference id is made. */
export function AddQuestion({ section, path }: AddQuestionProps) {
  const { scorecard, change, open, focusOn } = useEditing();
  const [type, setType] = useState<QuestionType>("single_select");
  const isFull = questionsOf(scorecard).length >= MOST_QUESTIONS;
  const add = (title: string) => {
    const question = newQuestion(scorecard, title, type);
    change(insertedAt(scorecard, endOf(scorecard, path), question));
    open(question.ref);
    focusOn(question.ref);
  };
  return (
    <AddItem
      what="question"
      where={section.title}
      label="New question"
      isFull={isFull && `There are ${MOST_QUESTIONS} questions, which is the most.`}
      add={add}
    >
      <SelectField
        name="type"
        label="Type of the new question"
        value={type}
        choices={QUESTION_TYPES.map((value) => ({ value, label: TYPE_WORDS[value] }))}
        change={(chosen) => setType(chosen as QuestionType)}
      />
    </AddItem>
  );
}

interface AddSectionProps {
  /** What it is to lie in; none for a section of the scorecard. */
  readonly section?: Section;
  readonly path: Path;
}

export function AddSection({ section, path }: AddSectionProps) {
  const { scorecard, change, open, focusOn } = useEditing();
  const isFull = sectionsOf(scorecard).length >= MOST_SECTIONS;
  const add = (title: string) => {
    const added = newSection(scorecard, title);
    change(insertedAt(scorecard, endOf(scorecard, path), added));
    open(added.ref);
    focusOn(added.ref);
  };
  return (
    <AddItem
      what="section"
      where={section?.title ?? ""}
      label="Title of the new section"
      isFull={isFull && `There are ${MOST_SECTIONS} sections, which is the most.`}
      add={add}
    />
  );
}

function endOf(scorecard: Parameters<typeof childrenAt>[0], path: Path): Path {
  return [...path, childrenAt(scorecard, path).length];
}

interface AddItemProps {
  readonly what: "question" | "section";
  /** The title of the section that it is added to; empty for the scorecard. */
  readonly where: string;
  readonly label: string;
  /** Why no more can be added, or false. */
  readonly isFull: string | false;
  readonly add: (title: string) => void;
  readonly children?: preact.ComponentChildren;
}

function AddItem({ what, where, label, isFull, add, children }: AddItemProps) {
  const [title, setTitle] = useState<string | null>(null);
  if (isFull) return <p class="field-hint">{isFull}</p>;
  if (title === null) {
    return (
      <button type="button" class="quiet" data-action={`add-${what}`} onClick={() => setTitle("")}>
        Add a {what}
        {where && <span class="hidden-visually"> to {where}</span>}
      </button>
    );
  }
  const isReady = title.trim() !== "";
  return (
    <form
      class="form add-item"
      ref={focusField}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isReady) return;
        setTitle(null);
        add(title.trim());
      }}
    >
      <TextField name="new_title" label={label} maxLength={500} value={title} change={setTitle} />
      {children}
      <div class="form-actions">
        <button type="submit" class="primary" data-action="add" disabled={!isReady}>
          Add the {what}
        </button>
        <button type="button" class="quiet" data-action="cancel" onClick={() => setTitle(null)}>
          Cancel
        </button>
      </div>
    </form>
  );
}

// Once, when the form appears: `ref` is called with the same function afterwards.
function focusField(form: HTMLFormElement | null): void {
  form?.querySelector("input")?.focus();
}
