const MOST_SHOWN = 100;

/** What changed, a sentence for each. */
export function ChangeList({ changes }: { readonly changes: readonly string[] }) {
  if (changes.length === 0) return <p class="muted">Nothing is different.</p>;
  return (
    <>
      <ul class="mistakes" data-changes={changes.length}>
        {changes.slice(0, MOST_SHOWN).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      {changes.length > MOST_SHOWN && <p class="muted">And {changes.length - MOST_SHOWN} more.</p>}
    </>
  );
}
