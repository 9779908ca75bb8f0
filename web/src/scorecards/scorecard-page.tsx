import { useState } from "preact/hooks";
import { useRoute } from "preact-iso/router";
import { may } from "../access/rights";
import { useSignedIn } from "../access/signed-in";
import { useQuery } from "../api/query";
import { Page } from "../components/page";
import { Reading } from "../components/reading";
import type { PageProps } from "../pages";
import "../styles/dialog.css";
import "../styles/form.css";
import "../styles/plain.css";
import "../styles/scorecards.css";
import "../styles/scorecard-editor.css";
import type { Stored } from "./answers";
import { SCORECARDS_PATH, StateBadge } from "./columns";
import type { Scorecard } from "./content";
import { Details } from "./details";
import { Editor } from "./editor/editor";
import { ExportScorecard } from "./export-scorecard";
import { ExampleScore } from "./preview/example-score";
import { PreviewForm } from "./preview/preview-form";
import { usePreview } from "./preview/use-preview";
import { scorecardQuery, versionQuery } from "./requests";
import { Versions } from "./versions";
import { versionWords } from "./words";

/** One scorecard: its editor, or what it is for those who may only evaluate. */
export default function ScorecardPage({ title }: PageProps) {
  const { params } = useRoute();
  const { scorecard = "" } = params;
  return <One key={scorecard} title={title} id={scorecard} />;
}

function One({ title, id }: { readonly title: string; readonly id: string }) {
  const { me, api } = useSignedIn();
  const { data: stored, error, refetch } = useQuery(scorecardQuery(api, id));
  // A retired scorecard without a draft has its content in its last version.
  const hasContent = Boolean(stored?.draft ?? stored?.active);
  const last = useQuery(versionQuery(api, id, hasContent ? 0 : (stored?.latest_version ?? 0)));
  const content = stored?.draft ?? stored?.active ?? last.data?.content;
  const isKnown = stored !== undefined && content !== undefined;
  return (
    <Page name="scorecard" title={stored?.title ?? title} head={<BackToScorecards />}>
      {isKnown && may(me, "scorecards.manage") && <Editor stored={stored} content={content} />}
      {isKnown && !may(me, "scorecards.manage") && <Shown stored={stored} content={content} />}
      {!isKnown && <Reading problem={error ?? last.error} retry={() => void refetch()} />}
    </Page>
  );
}

function BackToScorecards() {
  return (
    <div class="page-actions">
      <a class="quiet" href={SCORECARDS_PATH}>
        All scorecards
      </a>
    </div>
  );
}

interface ShownProps {
  readonly stored: Stored;
  readonly content: Scorecard;
}

/** For those who may not change it: how it is scored, and the form to try. */
function Shown({ stored, content }: ShownProps) {
  const preview = usePreview(content);
  const [opened, open] = useState<"versions" | "export" | null>(null);
  return (
    <>
      <div class="editor-bar editor-bar-row card">
        <p class="standing">
          <StateBadge state={stored.state} /> {versionWords(stored)}
        </p>
        <div class="actions">
          <button type="button" class="quiet" data-action="versions" onClick={() => open("versions")}>
            Versions
          </button>
          <button type="button" class="quiet" data-action="export" onClick={() => open("export")}>
            Export
          </button>
        </div>
      </div>
      <div class="editor">
        <section class="card" aria-label="The scorecard">
          <Details scorecard={content} />
        </section>
        <aside class="editor-preview card" aria-label="Preview">
          <div class="preview-head">
            <h2>Try it</h2>
            <ExampleScore preview={preview} />
          </div>
          <PreviewForm preview={preview} />
        </aside>
      </div>
      {opened === "versions" && <Versions stored={stored} current={content} close={() => open(null)} />}
      {opened === "export" && <ExportScorecard scorecard={stored} close={() => open(null)} />}
    </>
  );
}
