import { useMemo } from "preact/hooks";
import { type Item, isSection, type Question, type Section } from "../content";
import { numberOf, type Path } from "../tree";
import { percentWords } from "../words";
import { needsComment } from "./answer";
import { QuestionInput } from "./question-input";
import type { Preview } from "./use-preview";

/** The form as an evaluator sees it. It can be answered, and nothing is stored. */
export function PreviewForm({ preview }: { readonly preview: Preview }) {
  const { scorecard } = preview;
  return (
    <div class="preview-form">
      {scorecard.description && <p class="question-instructions">{scorecard.description}</p>}
      {scorecard.sections.length === 0 && <p class="muted">There is no section yet.</p>}
      <PreviewItems items={scorecard.sections} path={[]} preview={preview} />
    </div>
  );
}

interface PreviewItemsProps {
  readonly items: readonly Item[];
  readonly path: Path;
  readonly preview: Preview;
}

function PreviewItems({ items, path, preview }: PreviewItemsProps) {
  return (
    <>
      {items.map((item, index) => {
        const place = [...path, index];
        const key = `${item.ref} ${items.findIndex(({ ref }) => ref === item.ref) === index ? "" : index}`;
        return isSection(item) ? (
          <PreviewSection key={key} section={item} path={place} preview={preview} />
        ) : (
          isShown(preview, item.ref) && (
            <PreviewQuestion key={key} question={item} number={numberOf(place)} preview={preview} />
          )
        );
      })}
    </>
  );
}

interface PreviewQuestionProps {
  readonly question: Question;
  readonly number: string;
  readonly preview: Preview;
}

/** Rendered again only when something about this question changes: there may be a hundred of them. */
function PreviewQuestion({ question, number, preview: { answers, answer: give } }: PreviewQuestionProps) {
  const answer = answers[question.ref] ?? null;
  return useMemo(
    () => (
      <QuestionInput
        question={question}
        number={number}
        answer={answer}
        onAnswer={(next) => give(question.ref, next)}
      >
        {needsComment(question, answer) && (
          <p class="check-note" data-comment-required>
            The evaluator writes a comment here.
          </p>
        )}
      </QuestionInput>
    ),
    [question, number, answer, give],
  );
}

/** Before the first result, and where nothing can be scored, every question is shown. */
function isShown({ result }: Preview, ref: string): boolean {
  return !result?.scores || result.enabled.includes(ref);
}

interface PreviewSectionProps {
  readonly section: Section;
  readonly path: Path;
  readonly preview: Preview;
}

function PreviewSection({ section, path, preview }: PreviewSectionProps) {
  const score = preview.result?.scores?.sections[section.ref];
  return (
    <section class="preview-section" data-preview-section={section.ref}>
      <div class="preview-section-head">
        <h3>
          <span class="question-number">{numberOf(path)} </span>
          {section.title}
        </h3>
        {typeof score === "number" && <span class="muted">{percentWords(score)}</span>}
      </div>
      {section.instructions && <p class="question-instructions">{section.instructions}</p>}
      <PreviewItems items={section.items} path={path} preview={preview} />
    </section>
  );
}
