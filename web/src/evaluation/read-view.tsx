import { useContext, useEffect, useState } from "preact/hooks";
import { useSignedIn } from "../access/signed-in";
import { CommandsContext } from "../recording/commands";
import { Acknowledge } from "./acknowledge";
import { type Evaluation, mayDo } from "./answers";
import { besideOf, OtherLink, useOther } from "./beside";
import { EditForm } from "./edit-form";
import { meaningOf } from "./keys";
import { areKeysOn } from "./keys-help";
import { ReadSections, Said } from "./read-sections";
import { release } from "./requests";
import { ScoreSummary } from "./score-summary";
import { Steps } from "./steps";
import { StepProblem, useStep } from "./use-step";
import { heardWords } from "./words";
import { Workplace } from "./workplace";

interface ReadViewProps {
  readonly evaluation: Evaluation;
  readonly changed: (evaluation: Evaluation) => void;
}

/** An evaluation that is finished: to be read, and what the viewer may do with it. */
export function ReadView({ evaluation, changed }: ReadViewProps) {
  const [isEditing, edit] = useState(false);
  const show = (after: Evaluation) => {
    edit(false);
    changed(after);
  };
  return (
    <Workplace evaluation={evaluation} answers={evaluation.answers}>
      {isEditing && mayDo(evaluation, "edit") ? (
        <EditForm evaluation={evaluation} changed={show} cancel={() => edit(false)} />
      ) : (
        <>
          <PlayerKeys />
          <Finished evaluation={evaluation} changed={show} edit={() => edit(true)} />
        </>
      )}
    </Workplace>
  );
}

function Finished({ evaluation, changed, edit }: ReadViewProps & { readonly edit: () => void }) {
  const { me } = useSignedIn();
  const other = useOther(evaluation);
  const beside = besideOf(evaluation, other);
  const { content, scores, listened } = evaluation;
  const isAboutMe = me.user_id === evaluation.evaluated.id;
  return (
    <>
      <div class="form-head">
        {scores && (
          <ScoreSummary
            scorecard={content}
            scores={scores}
            heard={listened}
            heardWords={heardWords(evaluation, me.user_id)}
            isLive={false}
          />
        )}
        <Actions evaluation={evaluation} changed={changed} edit={edit} />
      </div>
      {other && <OtherLink other={other} isBeside={beside !== null} />}
      <ReadSections evaluation={evaluation} beside={beside} changed={changed} />
      <Whole evaluation={evaluation} />
      <Acknowledge evaluation={evaluation} changed={changed} />
      {!isAboutMe && <Steps evaluation={evaluation} />}
    </>
  );
}

function Actions({ evaluation, changed, edit }: ReadViewProps & { readonly edit: () => void }) {
  const { mutate, isPending, error, reset } = useStep<undefined>((api) => release(api, evaluation), changed);
  return (
    <div class="actions">
      {mayDo(evaluation, "release") && (
        <button
          type="button"
          class="primary"
          data-action="release"
          disabled={isPending}
          onClick={() => mutate(undefined)}
        >
          {isPending ? "Releasing…" : "Release"}
        </button>
      )}
      {mayDo(evaluation, "edit") && (
        <button type="button" class="quiet" data-action="edit" onClick={edit}>
          Edit
        </button>
      )}
      <StepProblem problem={error} evaluation={evaluation} reset={reset} />
    </div>
  );
}

/** The comments on the whole call, and what the person evaluated has said to it. */
function Whole({ evaluation }: { readonly evaluation: Evaluation }) {
  const { comment, private: hidden, acknowledgement, state } = evaluation;
  const isSaid = comment !== "" || hidden !== "" || acknowledgement !== "" || state === "acknowledged";
  if (!isSaid) return null;
  return (
    <section class="form-section" data-section="whole" aria-label="The whole call">
      <h2>The whole call</h2>
      <Said words={comment} label="Comment" name="comment" />
      <Said words={hidden} label="Private comment" name="private" />
      {state === "acknowledged" && <p>Acknowledged by {evaluation.evaluated.name}</p>}
      <Said words={acknowledgement} label="Their comment" name="acknowledgement" />
    </section>
  );
}

/** The keys of the player, as while writing. */
function PlayerKeys() {
  const commands = useContext(CommandsContext);
  useEffect(() => {
    if (!areKeysOn()) return undefined;
    const listen = (event: KeyboardEvent) => {
      const meaning = document.querySelector("dialog[open]") === null ? meaningOf(event) : null;
      const isPlayers = meaning !== null && "player" in meaning;
      if (isPlayers && commands.run(meaning.player)) event.preventDefault();
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, [commands]);
  return null;
}
