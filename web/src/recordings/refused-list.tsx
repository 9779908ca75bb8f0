import { dateAndTime } from "../components/format";
import { identifierOf, type Recording } from "./answers";

interface RefusedListProps {
  readonly label: string;
  readonly items: readonly {
    readonly recording: string;
    readonly errors: readonly { readonly detail: string }[];
  }[];
  readonly recordings: readonly Recording[];
}

/** The recordings with which something was not done, and why. */
export function RefusedList({ label, items, recordings }: RefusedListProps) {
  const refused = items.filter(({ errors }) => errors.length > 0);
  if (refused.length === 0) return null;
  return (
    <ul class="reasons" aria-label={label}>
      {refused.map(({ recording, errors }) => (
        <li key={recording} data-refused={recording}>
          <strong>{shortName(recording, recordings)}</strong>: {errors.map(({ detail }) => detail).join(" ")}
        </li>
      ))}
    </ul>
  );
}

/** A recording in a list: when its call began, and in which service. */
export function shortName(identifier: string, recordings: readonly Recording[]): string {
  const found = recordings.find((each) => identifierOf(each) === identifier);
  if (!found?.started_at) return identifier;
  return `${dateAndTime(found.started_at)}, ${found.service}`;
}
