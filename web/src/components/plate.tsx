import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Mark } from "./icons";

interface PlateProps {
  readonly page: string;
  readonly title: string;
  readonly children?: ComponentChildren;
  readonly busy?: boolean;
}

/** A page that has one thing to say. Its heading takes the focus, so that a screen reader says it too. */
export function Plate({ page, title, children, busy = false }: PlateProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [page]);
  return (
    <main class="plate" id="content" data-page={page} aria-busy={busy}>
      <div class="plate-card">
        <p class="brand">
          <Mark /> Ringkeep
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
