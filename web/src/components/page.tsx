import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";

interface PageProps {
  /** For tests and styles: the page's own word in `data-page`. */
  readonly name: string;
  readonly title: string;
  /** What stands beside the heading. */
  readonly head?: ComponentChildren;
  readonly children?: ComponentChildren;
}

/** The content of a page under its heading. The document's title is the page's own. */
export function Page({ name, title, head, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Ringkeep`;
  }, [title]);
  return (
    <main id="content" tabIndex={-1} class="page" data-page={name}>
      <div class="page-head">
        <h1 tabIndex={-1}>{title}</h1>
        {head}
      </div>
      {children}
    </main>
  );
}

/** After a change of page the heading takes the focus, so that a screen reader reads it. */
export function focusHeading(): void {
  document.querySelector<HTMLElement>("#content h1")?.focus({ preventScroll: true });
}
