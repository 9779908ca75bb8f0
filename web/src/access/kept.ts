/**
 * What a page keeps in this browser until the server has it, such as a draft without a connection. It belongs to one
 * person, and nothing of it stays when they sign out.
 */

const PREFIX = "ringkeep.kept.";
// Signing out waits no longer than this for what is being saved.
const LEAVE_MILLISECONDS = 3_000;

type Leave = () => Promise<unknown>;
const leaving = new Set<Leave>();

function prefixOf(person: string): string {
  return `${PREFIX}${encodeURIComponent(person)}.`;
}

export function keptKey(person: string, thing: string): string {
  return prefixOf(person) + thing;
}

/** Called before the person signs out, to save what is not saved yet. Returns the function that withdraws it. */
export function beforeSignOut(leave: Leave): () => void {
  leaving.add(leave);
  return () => leaving.delete(leave);
}

/** Saves what can be saved, and forgets everything. */
export async function leaveNothing(): Promise<void> {
  const late = new Promise((resolve) => setTimeout(resolve, LEAVE_MILLISECONDS));
  const saved = Promise.allSettled([...leaving].map((leave) => leave()));
  if (leaving.size > 0) await Promise.race([saved, late]);
  forget(() => true);
}

/** Forgets what someone else has left in this browser. */
export function forgetOthers(person: string): void {
  forget((key) => !key.startsWith(prefixOf(person)));
}

function forget(isMeant: (key: string) => boolean): void {
  const keys = Object.keys(window.localStorage).filter((key) => key.startsWith(PREFIX));
  for (const key of keys.filter(isMeant)) window.localStorage.removeItem(key);
}
