import type { ComponentChildren } from "preact";

/** A place where rows would be, and why there are none. */
export function Empty({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  return (
    <div class="empty" data-empty="true">
      <h2>{title}</h2>
      {children}
    </div>
  );
}
