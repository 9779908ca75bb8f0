import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Logo } from "./icons";

interface MessagePageProps {
  readonly page: string;
  readonly title: string;
  readonly children?: ComponentChildren;
  readonly busy?: boolean;
}

/** A page with a single message. Its heading takes the focus, so that a screen reader reads it. */
export function MessagePage({ page, title, children, busy = false }: MessagePageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [page]);
  return (
    <main class="message-page" id="content" data-page={page} aria-busy={busy}>
      <div class="message-card">
        <p class="brand">
          <Logo /> Ringkeep
        </p>
        <h1 tabIndex={-1} ref={heading}>
          {title}
        </h1>
        {children}
        {busy && <span class="spinner" aria-hidden="true" />}
      </div>
    </main>
  );
}
