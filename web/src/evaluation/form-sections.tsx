import { isSection, type Question, type Scorecard, type Section } from "../scorecards/content";
import { type AnsweredQuestions, answeredTo } from "./answer";
import type { Missing } from "./completeness";
import type { Edit } from "./draft-state";
import { type CommentName, FormQuestion } from "./form-question";
import { hasEnabled } from "./scorecard";
import type { Scores } from "./scoring";
import { category } from "./scoring";
import { scoreWords } from "./words";

export interface FormSectionsProps {
  readonly scorecard: Scorecard;
  readonly answers: AnsweredQuestions;
  /** The questions that appear. */
  readonly enabled: ReadonlySet<string>;
  readonly scores: Scores;
  readonly current: string | null;
  readonly missing: readonly Missing[];
  readonly hasPrivate: boolean;
  readonly opened: ReadonlySet<string>;
  readonly edit: (edit: Edit) => void;
  readonly open: (ref: string, field: CommentName) => void;
  readonly choose: (ref: string) => void;
}

/** The sections of the form, with the questions that appear. */
export function FormSections(props: FormSectionsProps) {
  return props.scorecard.sections.map((section, index) => (
    <FormSection key={section.ref} {...props} section={section} number={String(index + 1)} depth={0} />
  ));
}

interface FormSectionProps extends FormSectionsProps {
  readonly section: Section;
  readonly number: string;
  readonly depth: number;
}

function FormSection(props: FormSectionProps) {
  const { section, number, depth, scores } = props;
  const percent = scores.sections[section.ref] ?? null;
  const name = category(percent, section.thresholds);
  const Heading = depth === 0 ? "h2" : "h3";
  if (!hasEnabled(section, props.enabled)) return null;
  return (
    <section class="form-section" data-form-section={section.ref} aria-label={section.title}>
      <div class="form-section-head">
        <Heading>
          <span class="question-number">{number} </span>
          {section.title}
        </Heading>
        {percent !== null && (
          <span class="section-percent" data-percent={section.ref}>
            {scoreWords(percent)}
            {name && ` ${name}`}
          </span>
        )}
      </div>
      {section.instructions && <p class="question-instructions">{section.instructions}</p>}
      {section.items.map((item, index) => {
        const place = `${number}.${index + 1}`;
        return isSection(item) ? (
          <FormSection key={item.ref} {...props} section={item} number={place} depth={depth + 1} />
        ) : (
          <OneQuestion key={item.ref} {...props} question={item} number={place} />
        );
      })}
    </section>
  );
}

function OneQuestion({ question, number, ...props }: FormSectionProps & { readonly question: Question }) {
  const { answers, enabled, scores, current, missing, hasPrivate, opened, edit, open, choose } = props;
  const { ref } = question;
  if (!enabled.has(ref)) return null;
  const lacks = missing.find((each) => each.ref === ref);
  return (
    <FormQuestion
      question={question}
      number={number}
      answered={answeredTo(answers, ref)}
      percent={scores.questions[ref] ?? null}
      isCurrent={current === ref}
      error={lacks === undefined ? null : lacksWords(lacks)}
      hasPrivate={hasPrivate}
      opened={opened}
      change={(changes) => edit({ ref, changes })}
      open={(field) => open(ref, field)}
      choose={() => choose(ref)}
    />
  );
}

function lacksWords({ what }: Missing): string {
  return what === "answer" ? "This needs an answer." : "This answer needs a comment.";
}
