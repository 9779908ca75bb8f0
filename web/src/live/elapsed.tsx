import { useContext, useLayoutEffect, useRef } from "preact/hooks";
import { ClockContext } from "../components/clock";
import { dateAndTime, duration } from "../components/format";

/** A duration that keeps counting. It writes its own text, so that many rows a second need no rendering. */
export function Elapsed({ since }: { readonly since: string }) {
  const clock = useContext(ClockContext);
  const element = useRef<HTMLTimeElement>(null);
  useLayoutEffect(() => {
    const startedAt = Date.parse(since);
    const write = () => {
      const text = duration(clock.now() - startedAt);
      if (element.current !== null && element.current.textContent !== text)
        element.current.textContent = text;
    };
    write();
    return clock.onTick(write);
  }, [clock, since]);
  return <time class="elapsed" dateTime={since} title={`Since ${dateAndTime(since)}`} ref={element} />;
}
