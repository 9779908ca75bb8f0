/** What the player asks the browser's audio element, and what it says when the audio cannot be played. */
import { Problem } from "../api/problem";

export const UNPLAYABLE = new Problem(
  200,
  "The audio cannot be played",
  "The browser could not read the audio. Check the network connection and press play again.",
);
export const PRESS_AGAIN = new Problem(
  200,
  "The browser waits for you",
  "Press play once more to hear the recording.",
);
export const NO_BALANCE =
  "The two channels cannot be balanced here, because the storage did not allow it. Both are played as they were recorded.";

const END_SECONDS = 0.5;

/** The element of a page. The sound may be balanced only if the other host is asked for it. */
export function createAudio(): HTMLAudioElement {
  const audio = document.createElement("audio");
  audio.crossOrigin = "anonymous";
  audio.preload = "auto";
  return audio;
}

/** Whether the browser has everything from the present position to the end. */
export function isBufferedToEnd({ buffered, currentTime, duration }: HTMLMediaElement): boolean {
  for (let index = 0; index < buffered.length; index += 1) {
    const isHere = buffered.start(index) <= currentTime && currentTime <= buffered.end(index);
    if (isHere) return buffered.end(index) >= duration - END_SECONDS;
  }
  return false;
}

/** Whether the server has decided, so that another attempt has the same answer. */
export function isRefusal({ status }: Problem): boolean {
  return status >= 400 && status < 500 && status !== 429;
}
