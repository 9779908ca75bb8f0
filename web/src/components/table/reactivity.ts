import { functionalUpdate } from "@tanstack/table-core";
import type { renderPhaseReactivity } from "@tanstack/table-core/reactivity";

type Reactivity = Omit<ReturnType<typeof renderPhaseReactivity>, "commit">;

/**
 * How TanStack Table keeps a table's state here: it does not. Each rendering hands the whole state in with the
 * options and reads the rows at once, so nothing in a table needs to be notified of a change. This saves the library's
 * own store from the first load.
 */
export function reactivity(): Reactivity {
  return {
    createOptionsStore: false,
    wrapExternalAtoms: false,
    createWritableAtom: (initial) => {
      let value = initial;
      return {
        get: () => value,
        set: (change) => {
          value = functionalUpdate(change, value);
        },
        subscribe: silent,
      };
    },
    createReadonlyAtom: (compute) => ({ get: compute, subscribe: silent }),
    addSubscription: () => undefined,
    untrack: (read) => read(),
    batch: (update) => update(),
    schedule: queueMicrotask,
  };
}

function silent() {
  return { unsubscribe: () => undefined };
}
