/** An audio element whose time the test moves: jsdom plays nothing. */

export interface FakeAudio {
  readonly element: HTMLAudioElement;
  /** The sources that it got. */
  readonly sources: string[];
  /** The browser plays on, a little at a time. */
  play(seconds: number): void;
  fail(): void;
  end(): void;
  /** How far the browser has loaded. */
  buffered: number;
  isPaused: boolean;
}

const STEP_SECONDS = 0.5;

export function fakeAudio(length = 100): FakeAudio {
  const element = document.createElement("audio");
  element.crossOrigin = "anonymous";
  let time = 0;
  let ready = 0;
  let source = "";
  const say = (name: string) => element.dispatchEvent(new Event(name));
  const audio: FakeAudio = {
    element,
    sources: [],
    buffered: 0,
    isPaused: true,
    play(seconds) {
      for (let left = seconds; left > 0; left -= STEP_SECONDS) {
        if (!audio.isPaused) time += Math.min(STEP_SECONDS, left);
        say("timeupdate");
      }
    },
    fail: () => say("error"),
    end() {
      time = length;
      audio.isPaused = true;
      say("ended");
    },
  };
  Object.defineProperties(element, {
    currentTime: {
      get: () => time,
      set(value: number) {
        time = value;
        say("timeupdate");
      },
    },
    readyState: { get: () => ready },
    duration: { get: () => length },
    seeking: { get: () => false },
    ended: { get: () => time >= length },
    paused: { get: () => audio.isPaused },
    buffered: { get: () => ({ length: 1, start: () => 0, end: () => audio.buffered }) },
    src: {
      get: () => source,
      set(value: string) {
        source = value;
        audio.sources.push(value);
        time = 0;
        ready = 0;
        audio.isPaused = true;
      },
    },
  });
  element.load = () => {
    ready = 0;
    time = 0;
  };
  element.pause = () => {
    const wasPaused = audio.isPaused;
    audio.isPaused = true;
    if (!wasPaused) say("pause");
  };
  element.play = async () => {
    audio.isPaused = false;
    if (ready === 0) {
      ready = 4;
      say("loadedmetadata");
    }
    say("playing");
  };
  return audio;
}
