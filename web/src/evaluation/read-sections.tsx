import { isSection, type Question, type Section } from "../scorecards/content";
import { type Answered, type AnsweredQuestions, answeredTo } from "./answer";
import type { Evaluation } from "./answers";
import { isDifferent } from "./beside";
import { Disputed } from "./disputes";
import { Moments } from "./moments";
import { hasEnabled } from "./scorecard";
import { category, type Percent } from "./scoring";
import { answerWords, scoreWords } from "./words";

/** What the other side has answered. */
export interface Beside {
  readonly here: string;
  readonly there: string;
  readonly answers: AnsweredQuestions;
}

export interface ReadSectionsProps {
  readonly evaluation: Evaluation;
  /** Null while there is nothing to compare. */
  readonly beside: Beside | null;
  readonly changed: (evaluation: Evaluation) => void;
}

/** What was answered, and what came of it. */
export function ReadSections(props: ReadSectionsProps) {
  return props.evaluation.content.sections.map((section, index) => (
    <ReadSection key={section.ref} {...props} section={section} number={String(index + 1)} depth={0} />
  ));
}

interface ReadSectionProps extends ReadSectionsProps {
  readonly section: Section;
  readonly number: string;
  readonly depth: number;
}

function ReadSection(props: ReadSectionProps) {
  const { section, number, depth, evaluation } = props;
  const percent = evaluation.scores?.sections[section.ref] ?? null;
  const Heading = depth === 0 ? "h2" : "h3";
  if (!hasEnabled(section, new Set(evaluation.enabled))) return null;
  return (
    <section class="form-section" data-form-section={section.ref} aria-label={section.title}>
      <div class="form-section-head">
        <Heading>
          <span class="question-number">{number} </span>
          {section.title}
        </Heading>
        {percent !== null && (
          <span class="section-percent" data-percent={section.ref}>
            {scoreWords(percent)} {category(percent, section.thresholds)}
          </span>
        )}
      </div>
      {section.items.map((item, index) => {
        const place = `${number}.${index + 1}`;
        return isSection(item) ? (
          <ReadSection key={item.ref} {...props} section={item} number={place} depth={depth + 1} />
        ) : (
          <ReadQuestion
            key={item.ref}
            {...props}
            question={item}
            number={place}
            level={depth === 0 ? "h3" : "h4"}
          />
        );
      })}
    </section>
  );
}

interface ReadQuestionProps extends ReadSectionsProps {
  readonly question: Question;
  readonly number: string;
  /** Below the heading of its section. */
  readonly level: "h3" | "h4";
}

function ReadQuestion(props: ReadQuestionProps) {
  const { question, number, level: Heading, evaluation, beside, changed } = props;
  const { ref, title } = question;
  if (!evaluation.enabled.includes(ref)) return null;
  const answered = answeredTo(evaluation.answers, ref);
  const other = beside && answeredTo(beside.answers, ref);
  const differs = other !== null && isDifferent(answered.answer, other.answer);
  return (
    <div class="read-question" data-question={ref} data-differs={differs || undefined}>
      <Heading>
        <span class="question-number">{number} </span>
        {title}
        {differs && <span class="badge">Different</span>}
      </Heading>
      {beside && other ? (
        <div class="side-by-side">
          <Side name={beside.here} question={question} answered={answered} />
          <Side name={beside.there} question={question} answered={other} />
        </div>
      ) : (
        <Written question={question} answered={answered} />
      )}
      <Points percent={evaluation.scores?.questions[ref] ?? null} of={ref} />
      <Moments title={title} moments={answered.moments} isReadOnly change={() => undefined} />
      <Disputed evaluation={evaluation} question={question} answered={answered} changed={changed} />
    </div>
  );
}

function Points({ percent, of }: { readonly percent: Percent; readonly of: string }) {
  if (percent === null) return null;
  return (
    <p class="question-percent" data-percent={of}>
      {scoreWords(percent)}
    </p>
  );
}

interface WrittenProps {
  readonly question: Question;
  readonly answered: Answered;
}

function Side({ name, ...written }: WrittenProps & { readonly name: string }) {
  return (
    <div>
      <p class="muted">{name}</p>
      <Written {...written} />
    </div>
  );
}

/** The answer with its comments, as plain text. */
function Written({ question, answered }: WrittenProps) {
  return (
    <>
      <p class="read-answer" dir="auto" data-answer>
        {answerWords(question, answered.answer)}
      </p>
      <Said words={answered.comment} label="Comment" name="comment" />
      <Said words={answered.private} label="Private comment" name="private" />
    </>
  );
}

interface SaidProps {
  readonly words: string;
  readonly label: string;
  /** For tests and styles: its own word in `data-said`. */
  readonly name: string;
}

export function Said({ words, label, name }: SaidProps) {
  if (words === "") return null;
  return (
    <div class="quoted" data-said={name}>
      <p class="muted">{label}</p>
      <p dir="auto">{words}</p>
    </div>
  );
}
