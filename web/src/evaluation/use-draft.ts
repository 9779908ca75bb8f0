import type { QueryClient } from "@tanstack/query-core";
import { useEffect, useState } from "preact/hooks";
import type { Me } from "../access/answers";
import { beforeSignOut } from "../access/kept";
import { useSignedIn } from "../access/signed-in";
import type { ApiClient } from "../api/client";
import { useQueryClient } from "../api/query-client";
import { EVALUATIONS_KEY } from "../queue/requests";
import { type Evaluation, isOpen } from "./answers";
import { DraftCopy } from "./draft-copy";
import { DraftSaver } from "./draft-saver";
import type { Stored } from "./draft-state";
import { evaluationKey, readEvaluation, saveDraft } from "./requests";

export function storedOf(evaluation: Evaluation): Stored {
  const { revision, answers, comment, private: hidden } = evaluation;
  return { revision, content: { answers, comment, private: hidden }, isOpen: isOpen(evaluation) };
}

export function copyOf(me: Me, evaluation: string): DraftCopy {
  return new DraftCopy(me.user_id || me.username, evaluation);
}

/** The draft of the person, which saves itself as long as the page is shown, and once more when it is left. */
export function useDraft(evaluation: Evaluation): DraftSaver {
  const { api, me } = useSignedIn();
  const queries = useQueryClient();
  const [tabs] = useState(() => new OtherTabs(evaluation.id));
  const [saver] = useState(() => createSaver(api, queries, copyOf(me, evaluation.id), evaluation, tabs));
  useEffect(() => saver.seen(storedOf(evaluation)), [saver, evaluation]);
  useEffect(() => {
    const read = async () => saver.seen(storedOf(await readEvaluation(api, evaluation.id)));
    tabs.listen((revision) => {
      // Without an answer there is no hint: the next save finds out.
      if (revision > saver.state.get().base.revision) void read().catch(() => undefined);
    });
    const off = savedWhenLeft(saver);
    return () => {
      off();
      void saver.flush().finally(() => {
        saver.stop();
        tabs.close();
      });
    };
  }, [saver, tabs, api, evaluation.id]);
  return saver;
}

function createSaver(
  api: ApiClient,
  queries: QueryClient,
  copy: DraftCopy,
  evaluation: Evaluation,
  tabs: OtherTabs,
): DraftSaver {
  const { id } = evaluation;
  let latest = evaluation;
  return new DraftSaver(
    {
      save: async ({ base, content }, isLeaving) => {
        latest = await saveDraft(api, { id, revision: base.revision }, content, isLeaving);
        return storedOf(latest);
      },
      read: async () => storedOf(await readEvaluation(api, id)),
      keep: (state) => copy.keep(state),
      stored: ({ revision }) => {
        queries.setQueryData(evaluationKey(id), latest);
        void queries.invalidateQueries({ queryKey: EVALUATIONS_KEY });
        tabs.say(revision);
      },
    },
    storedOf(evaluation),
    copy.read(),
  );
}

function savedWhenLeft(saver: DraftSaver): () => void {
  const leave = () => void saver.flush(true);
  const hide = () => {
    if (document.visibilityState === "hidden") leave();
  };
  const retry = () => saver.retry();
  window.addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", hide);
  window.addEventListener("online", retry);
  const off = beforeSignOut({ save: () => saver.flush(), stop: () => saver.stop() });
  return () => {
    window.removeEventListener("pagehide", leave);
    document.removeEventListener("visibilitychange", hide);
    window.removeEventListener("online", retry);
    off();
  };
}

/** Tells other tabs of this browser what was stored, so that they need not find out by a refusal. */
class OtherTabs {
  private readonly channel: BroadcastChannel | null;

  constructor(evaluation: string) {
    const isThere = typeof BroadcastChannel !== "undefined";
    this.channel = isThere ? new BroadcastChannel(`ringkeep.evaluation.${evaluation}`) : null;
  }

  listen(heard: (revision: number) => void): void {
    if (this.channel === null) return;
    this.channel.onmessage = ({ data }) => {
      if (typeof data === "number") heard(data);
    };
  }

  say(revision: number): void {
    this.channel?.postMessage(revision);
  }

  close(): void {
    this.channel?.close();
  }
}
