import { useMemo, useState } from "preact/hooks";

/** The services of the rows that were shown so far, for a filter: not everyone may list the services. */
export function useSeenServices(
  items: readonly { readonly service: string }[],
  own: string | null = null,
): readonly string[] {
  const [seen] = useState(() => new Set(own === null ? [] : [own]));
  return useMemo(() => {
    for (const { service } of items) seen.add(service);
    return [...seen].sort();
  }, [items, seen]);
}
