import { useState } from "preact/hooks";
import { may } from "../access/rights";
import { useSignedIn } from "../access/signed-in";
import { useQuery } from "../api/query";
import { ProblemNotice } from "../components/notice";
import "../styles/evaluations.css";
import type { OfRecording, Summary } from "./answers";
import { dayOf, isOverdue } from "./due";
import { NewEvaluationDialog, type Way } from "./new-evaluation";
import { evaluationAddress, ofRecordingQuery } from "./requests";
import {
  dueWords,
  listenedWords,
  nameWords,
  personWords,
  scorecardWords,
  scoreWords,
  stateWords,
} from "./words";

/** The evaluations of a recording that the person may see, and the ways to a new one. */
export function Evaluations({ recording }: { readonly recording: string }) {
  const { api } = useSignedIn();
  const { data, error } = useQuery(ofRecordingQuery(api, recording));
  return (
    <section class="card" data-section="evaluations" aria-labelledby="evaluations-heading">
      <h2 id="evaluations-heading">Evaluations</h2>
      <ProblemNotice problem={data === undefined ? error : null} />
      {data !== undefined && <Known recording={recording} known={data} />}
    </section>
  );
}

interface KnownProps {
  readonly recording: string;
  readonly known: OfRecording;
}

function Known({ recording, known }: KnownProps) {
  const [way, open] = useState<Way | null>(null);
  const [said, say] = useState("");
  const ways = useWays(known);
  return (
    <>
      {known.items.length === 0 && <p class="muted">There is none that you may see.</p>}
      <ul class="evaluation-list">
        {known.items.map((each) => (
          <Evaluation key={each.id} evaluation={each} />
        ))}
      </ul>
      {ways.length > 0 && (
        <div class="evaluation-actions">
          {ways.map((each) => (
            <button
              key={each}
              type="button"
              class="quiet"
              data-action={each}
              onClick={() => {
                say("");
                open(each);
              }}
            >
              {WAYS[each]}
            </button>
          ))}
        </div>
      )}
      <p class="said" role="status">
        {said}
      </p>
      {way !== null && (
        <NewEvaluationDialog
          way={way}
          recording={recording}
          known={known}
          close={() => open(null)}
          assigned={say}
        />
      )}
    </>
  );
}

const WAYS: Readonly<Record<Way, string>> = {
  evaluate: "Evaluate",
  assign: "Assign",
  self: "Evaluate myself",
};

/** What the person may begin here. */
function useWays({ people }: OfRecording): readonly Way[] {
  const { me } = useSignedIn();
  const others = people.filter(({ id }) => id !== me.user_id);
  const isPart = others.length < people.length;
  return [
    ...(may(me, "evaluations.evaluate") && (others.length > 0 || !isPart) ? (["evaluate"] as const) : []),
    ...(may(me, "evaluations.manage") ? (["assign"] as const) : []),
    ...(isPart ? (["self"] as const) : []),
  ];
}

function Evaluation({ evaluation }: { readonly evaluation: Summary }) {
  const { me } = useSignedIn();
  const { id, state, evaluator, kind } = evaluation;
  const today = dayOf(new Date());
  const score = scoreWords(evaluation);
  const isOpen = state === "assigned" || state === "draft";
  const details = [
    kind === "self"
      ? "Self-evaluation"
      : `${isOpen ? "assigned to" : "evaluated by"} ${nameWords(evaluator)}`,
    !isOpen && listenedWords(evaluation),
    isOpen && dueWords(evaluation, today),
  ];
  return (
    <li data-evaluation={id} data-overdue={isOverdue(evaluation, today) || undefined}>
      <a class="link" href={evaluationAddress(id)}>
        {scorecardWords(evaluation)}: {personWords(evaluation, me.user_id)}
      </a>
      <span class={`badge evaluation-${state}`}>{stateWords(state)}</span>
      {score && <strong>{score}</strong>}
      <span class="second-line">{details.filter(Boolean).join(", ")}</span>
    </li>
  );
}
