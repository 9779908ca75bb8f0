import type { Person } from "../answers";
import type { Turn } from "../transcription";

/** Who speaks in a turn: the user, else the channel or the voice. */
export function speakerWords(
  { user_id, channel, speaker }: Pick<Turn, "user_id" | "channel" | "speaker">,
  users: readonly Person[],
): string {
  const name = user_id && users.find(({ id }) => id === user_id)?.name;
  if (name) return name;
  if (channel !== null) return `Channel ${channel + 1}`;
  const voice = /^spk_(\d+)$/.exec(speaker)?.[1];
  if (voice !== undefined) return `Speaker ${Number(voice) + 1}`;
  return speaker || "Speaker";
}

/** Tells speakers apart by a number from 0, in the order in which they first speak. */
export function speakerNumbers(turns: readonly Turn[]): readonly number[] {
  const known: string[] = [];
  return turns.map(({ user_id, channel, speaker }) => {
    const key = `${user_id} ${channel} ${speaker}`;
    if (!known.includes(key)) known.push(key);
    return known.indexOf(key);
  });
}
