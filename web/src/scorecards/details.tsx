/** A scorecard as it is, in words: for those who cannot change it, and for versions. */
import { type Item, isSection, type Question, type Scorecard, type Threshold } from "./content";
import { numberOf, type Path } from "./tree";
import { conditionWords, consequenceFacts, factsOf, SCORING_WORDS } from "./words";

export function Details({ scorecard }: { readonly scorecard: Scorecard }) {
  const { description, scoring, thresholds, sections } = scorecard;
  return (
    <div class="details" data-details>
      {description && <p class="question-instructions">{description}</p>}
      <p>
        {SCORING_WORDS[scoring].label}: {SCORING_WORDS[scoring].note}
      </p>
      <Thresholds thresholds={thresholds} />
      <DetailItems items={sections} path={[]} scorecard={scorecard} />
    </div>
  );
}

function Thresholds({ thresholds }: { readonly thresholds: readonly Threshold[] }) {
  if (thresholds.length === 0) return null;
  const words = thresholds.map(({ name, minimum, maximum }) => `${name} (${minimum} to ${maximum} %)`);
  return <p class="muted">Names for scores: {words.join(", ")}</p>;
}

interface DetailItemsProps {
  readonly items: readonly Item[];
  readonly path: Path;
  readonly scorecard: Scorecard;
}

function DetailItems({ items, path, scorecard }: DetailItemsProps) {
  if (items.length === 0) return null;
  return (
    <ol class="items">
      {items.map((item, index) => (
        <li key={index} data-kind={item.kind}>
          <p>
            <span class="item-number">{numberOf([...path, index])} </span>
            <strong>{item.title}</strong>
            <span class="second-line">{factsOf(item, scorecard.scoring).join(" · ")}</span>
          </p>
          {item.instructions && <p class="question-instructions">{item.instructions}</p>}
          <Thresholds thresholds={item.thresholds} />
          {isSection(item) ? (
            <DetailItems items={item.items} path={[...path, index]} scorecard={scorecard} />
          ) : (
            <QuestionDetails question={item} scorecard={scorecard} />
          )}
        </li>
      ))}
    </ol>
  );
}

interface QuestionDetailsProps {
  readonly question: Question;
  readonly scorecard: Scorecard;
}

function QuestionDetails({ question, scorecard }: QuestionDetailsProps) {
  const { options, ranges, enablement } = question;
  const answers = [
    ...options.map((each) => [each.text, consequenceFacts(each, scorecard)] as const),
    ...ranges.map(
      (each) => [`${each.minimum} to ${each.maximum}`, consequenceFacts(each, scorecard)] as const,
    ),
  ];
  return (
    <>
      {enablement !== null && <p class="muted">Appears {conditionWords(question, scorecard)}.</p>}
      {answers.length > 0 && (
        <ul class="answer-list">
          {answers.map(([text, facts], index) => (
            <li key={index}>
              {text}
              {facts.length > 0 && <span class="muted"> ({facts.join(", ")})</span>}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
