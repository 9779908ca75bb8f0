import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { useSignedIn } from "../../access/signed-in";
import { useMutation } from "../../api/query";
import { useQueryClient } from "../../api/query-client";
import { isStale } from "../../components/form/conflict";
import { counted, dateAndTime } from "../../components/format";
import type { Finding, Stored } from "../answers";
import { StateBadge } from "../columns";
import type { Scorecard } from "../content";
import { SCORECARDS_KEY, saveDraft, scorecardKey } from "../requests";
import { versionWords } from "../words";
import { Commands, type OpenedCommand } from "./commands";
import { useEditing } from "./editing";
import type { Mistake } from "./mistakes";
import { SaveProblem } from "./save-problem";
import type { Edited } from "./use-edited";

interface ToolbarProps {
  readonly stored: Stored;
  readonly edited: Edited;
  /** What must be finished before the draft can be saved. */
  readonly mistakes: readonly Mistake[];
  readonly findings: readonly Finding[];
  readonly lead: (ref: string) => void;
  readonly children: ComponentChildren;
}

/** How the draft stands, and what can be done with it. */
export function Toolbar({ stored, edited, mistakes, findings, lead, children }: ToolbarProps) {
  const { change } = useEditing();
  const [said, say] = useState("");
  const [opened, open] = useState<OpenedCommand>(null);
  const save = useSave(stored, edited, () => say("The draft was saved."));
  const canSave = edited.isChanged && !save.isPending;
  const [first] = mistakes;
  const tryToSave = () => {
    say(first === undefined ? "" : `${missingWords(mistakes.length)} before the draft can be saved.`);
    if (first === undefined) save.mutate(edited.scorecard);
    else lead(first.ref);
  };
  return (
    <div class="editor-bar card" data-toolbar>
      <div class="editor-bar-row">
        <Standing stored={stored} edited={edited} />
        <div class="actions">
          <button
            type="button"
            class="primary"
            data-action="save-draft"
            aria-disabled={!canSave || undefined}
            onClick={() => canSave && tryToSave()}
          >
            {save.isPending ? "Saving…" : "Save draft"}
          </button>
          <button
            type="button"
            class="quiet"
            data-action="discard-changes"
            aria-disabled={!edited.isChanged || undefined}
            onClick={() => edited.isChanged && change(edited.base.scorecard, "Your changes were discarded.")}
          >
            Discard changes
          </button>
          <MoreCommands stored={stored} isChanged={edited.isChanged} open={open} />
        </div>
      </div>
      <p role="status" class="said">
        {said}
      </p>
      {children}
      {!isStale(save.error) && <SaveProblem problem={save.error} scorecard={edited.scorecard} lead={lead} />}
      <Commands
        opened={opened}
        stored={stored}
        edited={edited}
        findings={findings}
        close={(done = "") => {
          say(done);
          open(null);
        }}
      />
    </div>
  );
}

function missingWords(count: number): string {
  return counted(count, "thing must be finished", "things must be finished");
}

function useSave(stored: Stored, edited: Edited, saved: () => void) {
  const { api } = useSignedIn();
  const queries = useQueryClient();
  const { revision } = edited.base;
  const key = scorecardKey(stored.id);
  return useMutation((scorecard: Scorecard) => saveDraft(api, { id: stored.id, revision }, scorecard), {
    onSuccess: (answered, scorecard) => {
      edited.setBase({ scorecard, revision: answered.revision });
      queries.setQueryData(key, answered);
      void queries.invalidateQueries({ queryKey: [...SCORECARDS_KEY, "list"] });
      saved();
    },
    // What someone else saved is read, and shown beside what is typed here.
    onError: (problem) => isStale(problem) && queries.invalidateQueries({ queryKey: key, exact: true }),
  });
}

function Standing({ stored, edited }: Pick<ToolbarProps, "stored" | "edited">) {
  return (
    <p class="standing">
      <StateBadge state={stored.state} /> {versionWords(stored)}
      <span class="second-line" data-saved={!edited.isChanged}>
        {edited.isChanged
          ? "Not saved yet. This browser keeps what you type."
          : stored.changed_at && `Last change: ${dateAndTime(stored.changed_at)}`}
      </span>
    </p>
  );
}

interface MoreCommandsProps {
  readonly stored: Stored;
  readonly isChanged: boolean;
  readonly open: (opened: OpenedCommand) => void;
}

function MoreCommands({ stored, isChanged, open }: MoreCommandsProps) {
  const { has_draft, latest_version, state } = stored;
  const commands = [
    { name: "activate", label: "Activate…", isShown: has_draft || isChanged },
    { name: "discard", label: "Discard the draft…", isShown: has_draft && latest_version > 0 },
    { name: "versions", label: "Versions", isShown: latest_version > 0 },
    { name: "export", label: "Export", isShown: true },
    { name: "retire", label: "Retire…", isShown: state !== "retired" },
  ] as const;
  return (
    <>
      {commands
        .filter(({ isShown }) => isShown)
        .map(({ name, label }) => (
          <button key={name} type="button" class="quiet" data-action={name} onClick={() => open(name)}>
            {label}
          </button>
        ))}
    </>
  );
}
