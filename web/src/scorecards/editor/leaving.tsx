/** Asks before the page is left while something is not saved. */
import { useEffect, useState } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import { beforeSignOut } from "../../access/kept";
import { guardBack } from "../../components/back";
import { Confirm } from "../../components/dialog";

type Leave = () => void;

export function AskBeforeLeaving({ isChanged }: { readonly isChanged: boolean }) {
  const { route } = useLocation();
  const [leave, setLeave] = useState<{ readonly go: Leave } | null>(null);
  useEffect(() => {
    if (!isChanged) return;
    const ask = (go: Leave) => setLeave({ go });
    return listen(ask, route);
  }, [isChanged, route]);
  if (leave === null) return null;
  return (
    <Confirm
      title="Leave without saving?"
      action="Leave"
      confirm={() => {
        setLeave(null);
        leave.go();
      }}
      cancel={() => setLeave(null)}
    >
      <p>The draft has not been saved. This browser keeps what you typed until you open it again.</p>
    </Confirm>
  );
}

/** Returns the function that stops listening. */
function listen(ask: (go: Leave) => void, route: (address: string) => void): () => void {
  const here = window.location.href;
  const onClick = (event: MouseEvent) => {
    const link = linkOf(event);
    if (link === null || link.href === here) return;
    event.preventDefault();
    event.stopPropagation();
    ask(() => route(link.href.replace(window.location.origin, "")));
  };
  // Back and forward: the address has changed already, so it is put back while the question is asked.
  const onPopState = (event: PopStateEvent) => {
    event.stopImmediatePropagation();
    window.history.pushState(null, "", here);
    ask(() => {
      stop();
      window.history.back();
    });
  };
  const unguard = guardBack(onPopState);
  const onUnload = (event: BeforeUnloadEvent) => event.preventDefault();
  // Signing out, which may happen by itself, waits for no question.
  const withdraw = beforeSignOut({ save: async () => undefined, stop: () => stop() });
  const stop = () => {
    withdraw();
    document.removeEventListener("click", onClick, true);
    unguard();
    window.removeEventListener("beforeunload", onUnload);
  };
  document.addEventListener("click", onClick, true);
  window.addEventListener("beforeunload", onUnload);
  return stop;
}

/** The link that a click opens in this window. */
function linkOf(event: MouseEvent): HTMLAnchorElement | null {
  const isPlain = !(event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.button !== 0);
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (!isPlain || link === null || link.href === "" || link.hasAttribute("download")) return null;
  const isHere = link.origin === window.location.origin && !link.getAttribute("href")?.startsWith("#");
  return isHere && link.target === "" ? link : null;
}
