/**
 * What a page keeps in this browser until the server has it, such as a draft without a connection. It belongs to one
 * person, and nothing of it stays when they sign out.
 */

const PREFIX = "ringkeep.kept.";
// Signing out waits no longer than this for what is being saved.
const LEAVE_MILLISECONDS = 3_000;

export interface Leaving {
  /** Saves what is not saved yet. */
  readonly save: () => Promise<unknown>;
  /** From then on nothing is kept any more. */
  readonly stop: () => void;
}

const leaving = new Set<Leaving>();

function prefixOf(person: string): string {
  return `${PREFIX}${encodeURIComponent(person)}.`;
}

export function keptKey(person: string, thing: string): string {
  return prefixOf(person) + thing;
}

/** What is to be done before the person signs out. Returns the function that withdraws it. */
export function beforeSignOut(leave: Leaving): () => void {
  leaving.add(leave);
  return () => leaving.delete(leave);
}

/** Saves what can be saved, and forgets everything. */
export async function leaveNothing(): Promise<void> {
  if (leaving.size > 0) await saved();
  for (const { stop } of leaving) stop();
  forget(() => true);
}

function saved(): Promise<unknown> {
  const late = new Promise((resolve) => setTimeout(resolve, LEAVE_MILLISECONDS));
  return Promise.race([Promise.allSettled([...leaving].map(({ save }) => save())), late]);
}

/** Forgets what someone else has left in this browser. */
export function forgetOthers(person: string): void {
  forget((key) => !key.startsWith(prefixOf(person)));
}

function forget(isMeant: (key: string) => boolean): void {
  const keys = Object.keys(window.localStorage).filter((key) => key.startsWith(PREFIX));
  for (const key of keys.filter(isMeant)) window.localStorage.removeItem(key);
}
