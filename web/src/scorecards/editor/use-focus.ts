import { useEffect, useState } from "preact/hooks";

interface Wanted {
  readonly ref: string;
  readonly part: string;
}

const TITLE = '[data-action="open-item"]';

/** Moves the focus after the next rendering: to a part of a section or question, or of the page for no ref. */
export function useFocus(): (ref: string, part?: string) => void {
  const [wanted, want] = useState<Wanted | null>(null);
  useEffect(() => {
    if (wanted === null) return;
    want(null);
    const element = placeOf(wanted);
    element?.focus();
    element?.scrollIntoView?.({ block: "nearest" });
  }, [wanted]);
  return (ref, part = TITLE) => want({ ref, part });
}

function placeOf({ ref, part }: Wanted): HTMLElement | null {
  if (ref === "") return document.querySelector<HTMLElement>(part);
  // A reference id may have any character: it is no selector.
  const items = [...document.querySelectorAll<HTMLElement>("[data-item]")];
  return items.find(({ dataset }) => dataset.item === ref)?.querySelector<HTMLElement>(part) ?? null;
}
