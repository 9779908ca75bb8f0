/** What a service has transcribed, in words. */
import { counted } from "../components/format";
import type { Rule, Transcription } from "./transcription-answers";

const MODE_WORDS = {
  on_demand: "Nothing is transcribed by itself. People with the right use Transcribe Now.",
  everything: "Every recording is transcribed by itself.",
  nothing: "Nothing is transcribed, not even with Transcribe Now.",
} as const;

export function modeWords({ mode, rules }: Transcription["policy"]): string {
  if (mode !== "by_rule") return MODE_WORDS[mode];
  if (rules.length === 0) return "By rule, but there is no rule: nothing is transcribed by itself.";
  return `A recording is transcribed by itself when ${rules.length === 1 ? "this rule selects it" : "one of these rules selects it"}:`;
}

/** A condition that is typed may be no number yet. */
type Typed<Value> = {
  readonly [Field in keyof Value]: number extends Value[Field] ? Value[Field] | string : Value[Field];
};
export type TypedRule = Typed<Rule>;

/** "20 % of inbound calls of 30 seconds or more". */
export function ruleWords(rule: TypedRule): string {
  const words = [
    callWords(rule.directions),
    durationWords(rule),
    queueWords(rule.queues),
    numberWords(rule.numbers),
  ];
  const all = words.filter(Boolean).join(" ");
  const shared = rule.share === 100 ? all : `${rule.share} % of ${all}`;
  return shared.charAt(0).toUpperCase() + shared.slice(1);
}

function callWords(directions: Rule["directions"]): string {
  const [first, second] = directions;
  if (first === undefined) return "all calls";
  return `${second === undefined ? first.toLowerCase() : "inbound and outbound"} calls`;
}

function durationWords({ shortest_seconds: from, longest_seconds: to }: TypedRule): string {
  const isFrom = Number(from) !== 0;
  if (to === null || to === undefined) return isFrom ? `of ${from} seconds or more` : "";
  return isFrom ? `of ${from} to ${to} seconds` : `of at most ${to} seconds`;
}

function queueWords({ length }: Rule["queues"]): string {
  if (length === 0) return "";
  return length === 1 ? "in one queue" : `in one of ${length} queues`;
}

function numberWords(numbers: Rule["numbers"]): string {
  return numbers.length === 0 ? "" : `with ${numbers.join(" or ")} in a number`;
}

/** "12.48 of 100 USD spent this month". */
export function budgetWords({ monthly_budget, spent }: Transcription): string {
  const { amount, currency } = spent;
  if (monthly_budget === null) return `${amountWords(amount)} ${currency} spent this month, without a limit.`;
  const words = `${amountWords(amount)} of ${amountWords(monthly_budget)} ${currency} spent this month.`;
  return Number(amount) < Number(monthly_budget)
    ? words
    : `${words} No new transcription starts before the next month.`;
}

function amountWords(amount: string): string {
  const value = Number(amount);
  const minimumFractionDigits = Number.isInteger(value) ? 0 : 2;
  return new Intl.NumberFormat(undefined, { minimumFractionDigits, maximumFractionDigits: 4 }).format(value);
}

/** How it is transcribed: language, vocabulary, redaction. */
export function optionWords({ options, redacted_audio_needs_right }: Transcription): string {
  const { language, language_options, vocabulary, redaction } = options;
  const among =
    language_options.length === 0 ? "" : ` among ${language_options.map(languageWords).join(", ")}`;
  const audio = redacted_audio_needs_right ? ", and the audio needs a right" : "";
  return [
    language ? languageWords(language) : `Language identified${among}`,
    vocabulary && `custom vocabulary ${vocabulary}`,
    redaction ? `text is redacted${audio}` : "no redaction",
  ]
    .filter(Boolean)
    .join(" · ");
}

/** Null if all users have the service's policy. */
export function ownPolicyWords({ users }: Transcription): string | null {
  const count = Object.keys(users).length;
  if (count === 0) return null;
  const have = counted(count, "user has", "users have", " a policy of their own");
  return `${have}: change ${count === 1 ? "it" : "them"} through the API.`;
}

const NAMES = new Intl.DisplayNames("en", { type: "language", languageDisplay: "standard" });

/** `en-US` as English (United States); a code that the browser does not know as it is. */
export function languageWords(code: string): string {
  try {
    return NAMES.of(code) ?? code;
  } catch {
    return code;
  }
}
