import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Problem } from "../api/problem";
import { isStale } from "../components/form/conflict";
import { ProblemNotice } from "../components/notice";

interface SectionProps {
  readonly name: string;
  readonly title: string;
  readonly problem?: Problem | null;
  /** Shows the section at once and gives its heading the focus. */
  readonly isFresh?: boolean;
  readonly children: ComponentChildren;
}

/** A part of the panel whose changes take effect at once. */
export function Section({ name, title, problem = null, isFresh = false, children }: SectionProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (isFresh) heading.current?.focus();
  }, [isFresh]);
  return (
    <section class="section" data-section={name} aria-label={title}>
      <h3 tabIndex={-1} ref={heading}>
        {title}
      </h3>
      <ProblemNotice problem={problem} />
      {isStale(problem) && <p>Close this panel and open it again to see what is stored now.</p>}
      {children}
    </section>
  );
}
