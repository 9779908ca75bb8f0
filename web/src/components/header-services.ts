import { createContext } from "preact";
import { useContext, useEffect } from "preact/hooks";

/** Shows names of services in the header. */
export const HeaderServices = createContext<(names: readonly string[]) => void>(() => undefined);

/** The header names these services as long as the page is shown. */
export function useHeaderServices(names: readonly string[]): void {
  const show = useContext(HeaderServices);
  const text = names.join("\n");
  useEffect(() => {
    show(text === "" ? [] : text.split("\n"));
    return () => show([]);
  }, [show, text]);
}
