import { dateAndTime } from "../components/format";
import { stateWords } from "../recordings/words";
import type { ConversationPart, Details } from "./answers";
import { extensionName, momentWords, peopleWords } from "./words";

/** The recordings of the same call before and after one; null for none. */
export function neighbours({ conversation, recording }: Pick<Details, "conversation" | "recording">) {
  const place = conversation.findIndex((part) => part.recording === recording);
  return {
    before: place > 0 ? (conversation[place - 1] ?? null) : null,
    after: place < 0 ? null : (conversation[place + 1] ?? null),
  };
}

/** The next recording of the call that can be heard. */
export function nextToPlay({ conversation, recording }: Pick<Details, "conversation" | "recording">) {
  const place = conversation.findIndex((part) => part.recording === recording);
  const later = place < 0 ? [] : conversation.slice(place + 1);
  return later.find(({ state }) => state === "stored") ?? null;
}

interface ConversationProps {
  readonly details: Details;
  readonly open: (part: ConversationPart) => void;
}

/** A call with several recordings plays as one: each part with those who had it. */
export function Conversation({ details, open }: ConversationProps) {
  const { conversation, recording } = details;
  if (conversation.length < 2) return null;
  return (
    <section class="card" data-section="conversation" aria-labelledby="conversation-heading">
      <h2 id="conversation-heading">The call in {conversation.length} recordings</h2>
      <ol class="entries conversation">
        {conversation.map((part) => (
          <li
            key={part.recording}
            data-part={part.recording}
            aria-current={part.recording === recording || undefined}
          >
            <button
              type="button"
              class="link"
              data-action="open-part"
              disabled={part.recording === recording}
              onClick={() => open(part)}
            >
              {peopleWords(part.users) || extensionName(details, part.extension_id) || "Unknown"}
            </button>
            <span class="second-line">{partWords(part)}</span>
          </li>
        ))}
      </ol>
      <p class="muted">They are played one after the other.</p>
    </section>
  );
}

function partWords({ started_at, duration_seconds, state }: ConversationPart): string {
  const facts = [started_at && dateAndTime(started_at), duration_seconds && momentWords(duration_seconds)];
  return [...facts, state === "stored" ? "" : stateWords(state)].filter(Boolean).join(", ");
}
