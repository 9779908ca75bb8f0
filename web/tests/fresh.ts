import { afterAll, vi } from "vitest";

// All files run in one process. Each has a document and modules of its own, and leaves no timer behind.
vi.resetModules();

const { setTimeout, setInterval } = globalThis;
const timers = new Set<ReturnType<typeof setTimeout>>();

function kept<Start extends typeof setTimeout | typeof setInterval>(start: Start): Start {
  return ((...given: Parameters<Start>) => {
    const timer = Reflect.apply(start, globalThis, given);
    timers.add(timer);
    return timer;
  }) as Start;
}

globalThis.setTimeout = kept(setTimeout);
globalThis.setInterval = kept(setInterval);

afterAll(() => {
  timers.forEach(clearTimeout);
  Object.assign(globalThis, { setTimeout, setInterval });
});
