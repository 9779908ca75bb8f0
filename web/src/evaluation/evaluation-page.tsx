import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { useRoute } from "preact-iso/router";
import { useSignedIn } from "../access/signed-in";
import { useQuery } from "../api/query";
import { queryOptions, useQueryClient } from "../api/query-client";
import { focusHeading, Page } from "../components/page";
import { Reading } from "../components/reading";
import type { PageProps } from "../pages";
import { EVALUATIONS_KEY } from "../queue/requests";
import "../styles/list.css";
import "../styles/plain.css";
import "../styles/recording.css";
import "../styles/evaluation.css";
import { type Evaluation, mayDo } from "./answers";
import { DraftForm } from "./draft-form";
import { Head } from "./head";
import { ReadView } from "./read-view";
import { evaluationKey, readEvaluation } from "./requests";
import { copyOf } from "./use-draft";
import { titleWords } from "./words";

/** One evaluation: to be written, read, acknowledged, disputed or decided. */
export default function EvaluationPage({ title }: PageProps) {
  const { params } = useRoute();
  const { evaluation = "" } = params;
  return <OneEvaluation key={evaluation} title={title} id={evaluation} />;
}

function OneEvaluation({ title, id }: { readonly title: string; readonly id: string }) {
  const { api } = useSignedIn();
  const { data, error, refetch } = useQuery(
    queryOptions(evaluationKey(id), () => readEvaluation(api, id), { staleTime: 0 }),
  );
  if (data === undefined) {
    return (
      <Page name="evaluation" title={title}>
        <Reading problem={error} retry={() => void refetch()} />
      </Page>
    );
  }
  return (
    <Page name="evaluation" title={titleWords(data)} head={<Head evaluation={data} />}>
      <Stage evaluation={data} readAgain={() => void refetch()} />
    </Page>
  );
}

interface StageProps {
  readonly evaluation: Evaluation;
  readonly readAgain: () => void;
}

/** A draft stays one until the person has seen that it is none any more. */
function Stage({ evaluation, readAgain }: StageProps) {
  const { me } = useSignedIn();
  const queries = useQueryClient();
  const [isDraft, setDraft] = useState(mayDo(evaluation, "save"));
  const show = useCallback(
    (changed: Evaluation) => {
      queries.setQueryData(evaluationKey(changed.id), changed);
      void queries.invalidateQueries({ queryKey: EVALUATIONS_KEY });
    },
    [queries],
  );
  const finish = useCallback(
    (changed: Evaluation | null) => {
      if (changed === null) readAgain();
      else show(changed);
      setDraft(false);
      // The end of the form is gone: the person sees what became of it.
      window.scrollTo({ top: 0 });
    },
    [readAgain, show],
  );
  const shown = useRef(isDraft ? null : evaluation.state);
  useEffect(() => {
    if (isDraft || shown.current === evaluation.state) return;
    shown.current = evaluation.state;
    // What had the focus, such as a button, is no longer there.
    focusHeading();
  }, [isDraft, evaluation.state]);
  useEffect(() => {
    // Of what is submitted nothing stays in this browser.
    if (!isDraft) copyOf(me, evaluation.id).discard();
  }, [isDraft, me, evaluation.id]);
  if (isDraft) return <DraftForm evaluation={evaluation} finish={finish} />;
  return <ReadView evaluation={evaluation} changed={show} />;
}
