import { useSignedIn } from "../../access/signed-in";
import { useMutation } from "../../api/query";
import { useQueryClient } from "../../api/query-client";
import { Confirm } from "../../components/dialog";
import { isStale } from "../../components/form/conflict";
import { ProblemNotice } from "../../components/notice";
import type { Finding, Stored } from "../answers";
import { ExportScorecard } from "../export-scorecard";
import { discardDraft, SCORECARDS_KEY, scorecardKey } from "../requests";
import { RetireScorecard } from "../retire-scorecard";
import { Versions } from "../versions";
import { Activate } from "./activate";
import type { Edited } from "./use-edited";

export type OpenedCommand = "activate" | "discard" | "versions" | "export" | "retire" | null;

interface CommandsProps {
  readonly opened: OpenedCommand;
  readonly stored: Stored;
  readonly edited: Edited;
  readonly findings: readonly Finding[];
  readonly close: (said?: string) => void;
}

/** The dialog of the command that was chosen. */
export function Commands({ opened, stored, edited, findings, close }: CommandsProps) {
  switch (opened) {
    case "activate":
      return <Activate stored={stored} edited={edited} findings={findings} close={close} />;
    case "discard":
      return <Discard stored={stored} edited={edited} close={close} />;
    case "versions":
      return <Versions stored={stored} current={edited.scorecard} close={() => close()} />;
    case "export":
      return <ExportScorecard scorecard={stored} close={() => close()} />;
    case "retire":
      return (
        <RetireScorecard
          scorecard={{ ...stored, revision: edited.base.revision }}
          close={close}
          // What is typed goes on over the retired scorecard: this person knows of the change.
          retired={({ revision }) => edited.setBase({ ...edited.base, revision })}
        />
      );
    default:
      return null;
  }
}

function Discard({ stored, edited, close }: Pick<CommandsProps, "stored" | "edited" | "close">) {
  const { api } = useSignedIn();
  const queries = useQueryClient();
  const key = scorecardKey(stored.id);
  const { mutate, isPending, error } = useMutation(
    () => discardDraft(api, { id: stored.id, revision: edited.base.revision }),
    {
      onSuccess: (answered) => {
        edited.reset(edited.base);
        queries.setQueryData(key, answered);
        void queries.invalidateQueries({ queryKey: [...SCORECARDS_KEY, "list"] });
        close("The draft was discarded.");
      },
      onError: (problem) => isStale(problem) && queries.invalidateQueries({ queryKey: key, exact: true }),
    },
  );
  return (
    <Confirm
      title="Discard the draft?"
      action="Discard"
      isDangerous
      isBusy={isPending}
      confirm={() => mutate(undefined)}
      cancel={() => close()}
    >
      <ProblemNotice problem={error} />
      <p>
        The draft of version {stored.latest_version + 1} is removed for everyone, with what you typed and did
        not save. Version {stored.latest_version} stays as it is.
      </p>
    </Confirm>
  );
}
