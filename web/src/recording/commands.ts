/** What the keys of the page do: each part of the page says it for its own. */
import { createContext } from "preact";
import { useContext, useEffect } from "preact/hooks";
import { type Action, actionOf } from "./keys";

export class Commands {
  private readonly known = new Map<Action, () => void>();

  /** Returns the function that withdraws it. */
  register(action: Action, run: () => void): () => void {
    this.known.set(action, run);
    return () => {
      if (this.known.get(action) === run) this.known.delete(action);
    };
  }

  /** False if nothing on the page can do it now. */
  run(action: Action): boolean {
    const run = this.known.get(action);
    run?.();
    return run !== undefined;
  }
}

export const CommandsContext = createContext(new Commands());

export function useCommand(action: Action, run: () => void): void {
  const commands = useContext(CommandsContext);
  useEffect(() => commands.register(action, run));
}

/** Listens to the keys of the page. */
export function useKeys(commands: Commands, isOn: boolean): void {
  useEffect(() => {
    if (!isOn) return undefined;
    const listen = (event: KeyboardEvent) => {
      const action = isBehindDialog() ? null : actionOf(event);
      if (action !== null && commands.run(action)) event.preventDefault();
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, [commands, isOn]);
}

function isBehindDialog(): boolean {
  return document.querySelector("dialog[open]") !== null;
}
