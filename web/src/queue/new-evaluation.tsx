import { useState } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import { useSignedIn } from "../access/signed-in";
import { useMutation } from "../api/query";
import { useQueryClient } from "../api/query-client";
import { Dialog } from "../components/dialog";
import { NO_ERRORS } from "../components/form/errors";
import { SelectField, TextField } from "../components/form/fields";
import { FormFrame } from "../components/form/frame";
import { dayWords } from "../users/words";
import type { OfRecording, Participant, ScorecardChoice } from "./answers";
import { type Refusal, refusalOf } from "./problems";
import { Refused } from "./refused";
import { addEvaluation, EVALUATIONS_KEY, evaluationAddress, type NewEvaluation } from "./requests";
import { evaluatorChoices, nameWords } from "./words";

/** To write it oneself, to ask someone else, or about one's own call. */
export type Way = "evaluate" | "assign" | "self";

interface DialogProps {
  readonly way: Way;
  readonly recording: string;
  readonly known: OfRecording;
  readonly close: () => void;
  /** Hears what was assigned, as a sentence. */
  readonly assigned: (sentence: string) => void;
}

interface Draft {
  readonly scorecard: string;
  readonly evaluated: string;
  readonly evaluator: string;
  readonly due: string;
}

const TITLES: Readonly<Record<Way, string>> = {
  evaluate: "Evaluate this call",
  assign: "Assign this call",
  self: "Evaluate myself",
};

/** Chooses what an evaluation needs, and begins it. One's own opens at once. */
export function NewEvaluationDialog(props: DialogProps) {
  const { way, recording, known, close, assigned } = props;
  const { me, api } = useSignedIn();
  const { route } = useLocation();
  const queries = useQueryClient();
  const [draft, setDraft] = useState<Draft>(() => firstDraft(props, me.user_id));
  const { mutate, isPending, error } = useMutation(
    () => addEvaluation(api, bodyOf(way, recording, draft, me.user_id)),
    {
      onSuccess: async ({ id }) => {
        await queries.invalidateQueries({ queryKey: EVALUATIONS_KEY });
        if (way !== "assign") return route(evaluationAddress(id));
        assigned(assignedWords(draft, known));
        close();
      },
    },
  );
  const refusal = refusalOf(error);
  const people = peopleFor(way, known, refusal, me.user_id);
  const set = (field: keyof Draft) => (value: string) =>
    setDraft((before) => ({ ...before, [field]: value }));
  return (
    <Dialog name="new-evaluation" title={TITLES[way]} close={close}>
      <Refused refusal={refusal} />
      <FormFrame
        action={way === "assign" ? "Assign" : "Start"}
        isBusy={isPending}
        isChanged={draft.scorecard !== "" && (way !== "assign" || draft.evaluator !== "")}
        errors={NO_ERRORS}
        submit={() => mutate(undefined)}
        cancel={close}
      >
        <ScorecardField scorecards={known.scorecards} value={draft.scorecard} change={set("scorecard")} />
        {way !== "self" && <PersonField people={people} value={draft.evaluated} change={set("evaluated")} />}
        {way === "assign" && (
          <>
            <SelectField
              name="evaluator"
              label="Evaluator"
              value={draft.evaluator}
              choices={[
                { value: "", label: "Choose an evaluator" },
                ...evaluatorChoices(known.evaluators.filter(({ id }) => id !== draft.evaluated)),
              ]}
              change={set("evaluator")}
            />
            <TextField
              name="due"
              label="Due on (optional)"
              type="date"
              value={draft.due}
              change={set("due")}
            />
          </>
        )}
      </FormFrame>
    </Dialog>
  );
}

function firstDraft({ way, known }: DialogProps, me: string): Draft {
  const { scorecards } = known;
  const [scorecard] = scorecards;
  const people = peopleFor(way, known, null, me);
  const [person] = people;
  return {
    scorecard: scorecards.length === 1 && scorecard ? scorecard.id : "",
    evaluated: people.length === 1 && person ? person.id : "",
    evaluator: "",
    due: "",
  };
}

/** Who can be evaluated: those who took part, but for the one who would evaluate. */
function peopleFor(
  way: Way,
  { people }: OfRecording,
  refusal: Refusal | null,
  me: string,
): readonly Participant[] {
  const candidates = refusal?.candidates ?? [];
  const all = people.length > 0 ? people : candidates.map((each) => ({ ...each, licensed: true }));
  return way === "evaluate" ? all.filter(({ id }) => id !== me) : all;
}

function bodyOf(
  way: Way,
  recording: string,
  { scorecard, evaluated, evaluator, due }: Draft,
  me: string,
): NewEvaluation {
  if (way === "self") return { recording, scorecard, evaluated: me, kind: "self" };
  return {
    recording,
    scorecard,
    ...(evaluated && { evaluated }),
    ...(way === "assign" && { evaluator, ...(due && { due }) }),
  };
}

function assignedWords({ evaluator, due }: Draft, { evaluators }: OfRecording): string {
  const found = evaluators.find(({ id }) => id === evaluator);
  const name = found ? nameWords(found) : evaluator;
  return due ? `Assigned to ${name}, due on ${dayWords(due)}.` : `Assigned to ${name}.`;
}

interface ScorecardFieldProps {
  readonly scorecards: readonly ScorecardChoice[];
  readonly value: string;
  readonly change: (value: string) => void;
}

export function ScorecardField({ scorecards, value, change }: ScorecardFieldProps) {
  const choices = scorecards.map(({ id, title }) => ({ value: id, label: title }));
  return (
    <SelectField
      name="scorecard"
      label="Scorecard"
      value={value}
      choices={value ? choices : [{ value: "", label: "Choose a scorecard" }, ...choices]}
      change={change}
      {...(choices.length === 0 && { hint: "No scorecard is active." })}
    />
  );
}

interface PersonFieldProps {
  readonly people: readonly Participant[];
  readonly value: string;
  readonly change: (value: string) => void;
}

function PersonField({ people, value, change }: PersonFieldProps) {
  const chosen = people.find(({ id }) => id === value);
  const choices = people.map((each) => ({ value: each.id, label: participantWords(each) }));
  if (people.length === 0) return <p class="muted">Ringkeep knows no user who took part in this call.</p>;
  return (
    <SelectField
      name="evaluated"
      label="Person evaluated"
      value={value}
      choices={chosen ? choices : [{ value: "", label: "Choose a person" }, ...choices]}
      change={change}
      {...(chosen &&
        !chosen.licensed && { hint: "An administrator can give the licence under Configuration." })}
    />
  );
}

function participantWords(person: Participant): string {
  return person.licensed ? nameWords(person) : `${nameWords(person)} (not active, or no Evaluation licence)`;
}
