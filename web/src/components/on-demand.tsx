import type { ComponentType } from "preact";
import lazy from "preact-iso/lazy";
import { Empty } from "./empty";
import { Page } from "./page";

/** A page's component, loaded when the page is first shown. */
export interface OnDemand<Props> {
  (props: Props): ReturnType<typeof NotLoaded>;
  /** Loads the component before it is needed. */
  preload(): Promise<unknown>;
}

/**
 * Loads a page when it is first shown. A new version of the console removes the files of the old one: a page
 * that cannot be loaded says so and offers to reload.
 */
export function onDemand<Props>(
  load: () => Promise<{ readonly default: ComponentType<Props> }>,
): OnDemand<Props> {
  const loadOrExplain = () => load().catch(() => ({ default: NotLoaded as ComponentType<Props> }));
  return lazy(loadOrExplain) as unknown as OnDemand<Props>;
}

function NotLoaded() {
  return (
    <Page name="not-loaded" title="This page could not be loaded">
      <Empty title="Reload the console">
        <p>The network may have failed, or Ringkeep has been updated since you opened it.</p>
        <button type="button" class="primary" data-action="reload" onClick={() => window.location.reload()}>
          Reload
        </button>
      </Empty>
    </Page>
  );
}
