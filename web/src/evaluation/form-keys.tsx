import { useContext, useLayoutEffect } from "preact/hooks";
import { type Commands, CommandsContext } from "../recording/commands";
import type { Player } from "../recording/player";
import type { Question } from "../scorecards/content";
import { type Answer, chosenIn, NOT_APPLICABLE } from "../scorecards/preview/answer";
import type { Answered } from "./answer";
import { useAtWork } from "./at-work";
import { type FormAction, type Meaning, meaningOf } from "./keys";
import { withMoment } from "./moments";
import { type FormState, focusIn, focusQuestion } from "./use-form";

interface FormKeysProps {
  readonly form: FormState;
  readonly isOn: boolean;
  readonly questions: readonly Question[];
  readonly answeredTo: (ref: string) => Answered;
  readonly change: (ref: string, changes: Partial<Answered>) => void;
  readonly hasPrivate: boolean;
  readonly showHelp: () => void;
}

/** Listens to the keys of the page. */
export function FormKeys(props: FormKeysProps) {
  const commands = useContext(CommandsContext);
  const { player } = useAtWork();
  // Before the next key: an effect after the next picture would still know the question before.
  useLayoutEffect(() => {
    if (!props.isOn) return undefined;
    const listen = (event: KeyboardEvent) => {
      if (document.querySelector("dialog[open]") !== null) return;
      if (leavesField(event) || does(meaningOf(event), props, commands, player)) event.preventDefault();
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  });
  return null;
}

/** Where a draft is submitted, and where a change gets its reason. */
const END = "[data-section=submit] .actions button, [data-section=edit] textarea";

const FIELDS = "input:not([type=checkbox], [type=radio], [type=range]), textarea";

/** Escape leaves a field of the form, and Enter one with a single line: back to its question. */
function leavesField({ key, target, ctrlKey }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement) || !target.matches(FIELDS)) return false;
  const isOneLine = target instanceof HTMLInputElement;
  if (key !== "Escape" && !(key === "Enter" && (isOneLine || ctrlKey))) return false;
  const question = target.closest(".form-question");
  focusQuestion(question);
  // A comment on the whole belongs to no question: the keys work again, from the question before.
  if (question === null && key === "Escape" && target.closest(".workplace-form")) target.blur();
  return question !== null;
}

/** False if the key is left to the browser. */
function does(
  meaning: Meaning | null,
  props: FormKeysProps,
  commands: Commands,
  player: Player | null,
): boolean {
  if (meaning === null) return false;
  if ("player" in meaning) return commands.run(meaning.player);
  const question = props.questions.find(({ ref }) => ref === props.form.current);
  if ("digit" in meaning) return question !== undefined && answerByDigit(question, meaning.digit, props);
  if (question === undefined && NEEDS_QUESTION.includes(meaning.form)) return false;
  return formAction(meaning.form, question, props, player);
}

const NEEDS_QUESTION: readonly FormAction[] = [
  "not-applicable",
  "clear",
  "enter",
  "comment",
  "private",
  "moment",
];

function formAction(
  action: FormAction,
  question: Question | undefined,
  props: FormKeysProps,
  player: Player | null,
): boolean {
  if (action === "next" || action === "previous") return move(action === "next" ? 1 : -1, props);
  if (action === "help") props.showHelp();
  if (action === "submit") document.querySelector<HTMLElement>(END)?.focus();
  if (question !== undefined) questionAction(action, question, props, player);
  return true;
}

function questionAction(
  action: FormAction,
  question: Question,
  { form, change, answeredTo, hasPrivate }: FormKeysProps,
  player: Player | null,
): void {
  const { ref } = question;
  const actions: Partial<Record<FormAction, () => void>> = {
    "not-applicable": () => question.allow_not_applicable && change(ref, { answer: NOT_APPLICABLE }),
    clear: () => change(ref, { answer: null }),
    enter: () => focusIn(ref, ".question :is(input, textarea)"),
    comment: () => form.open(ref, "comment"),
    private: () => hasPrivate && form.open(ref, "private"),
    moment: () => player && change(ref, { moments: withMoment(answeredTo(ref).moments, player) }),
  };
  actions[action]?.();
}

function move(by: 1 | -1, { form, questions }: FormKeysProps): boolean {
  const shown = questions.filter(({ ref }) => form.enabled.has(ref));
  const at = shown.findIndex(({ ref }) => ref === form.current);
  const next = at < 0 ? (by > 0 ? shown[0] : shown.at(-1)) : shown[at + by];
  if (next !== undefined) form.goTo(next.ref);
  return true;
}

/** An option by its number; a number question takes the digit as the beginning of its value. */
function answerByDigit(question: Question, digit: string, { answeredTo, change }: FormKeysProps): boolean {
  const { ref, type, options } = question;
  if (type === "numeric") {
    const field = focusIn(ref, ".question-number-answer input");
    if (field instanceof HTMLInputElement) field.select();
    // The browser types the digit into the field that has the focus now.
    return false;
  }
  const option = digit === "-" ? undefined : options[(Number(digit) + 9) % 10];
  if (option === undefined) return false;
  const answer = type === "multi_select" ? toggled(question, option.ref, answeredTo(ref).answer) : null;
  change(ref, { answer: type === "multi_select" ? answer : { StringValue: option.ref } });
  return true;
}

function toggled(question: Question, ref: string, answer: Answer | null): Answer | null {
  const chosen = chosenIn(answer);
  const isWanted = (other: string) => (other === ref ? !chosen.includes(ref) : chosen.includes(other));
  const refs = question.options.map((option) => option.ref).filter(isWanted);
  return refs.length === 0 ? null : { StringValues: refs };
}
