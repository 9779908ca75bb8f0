/** Draws the peaks with wavesurfer.js, which is loaded with this file. */
import WaveSurfer from "wavesurfer.js";

export interface Drawing {
  /** Colours the part before a moment. Once there is audio, wavesurfer.js follows it by itself. */
  show(at: number): void;
  remove(): void;
}

const CHANNEL_PIXELS = 56;
const ONE_CHANNEL_PIXELS = 88;

type Peaks = readonly (readonly number[])[];

/** The audio is played elsewhere: wavesurfer.js neither loads nor decodes it. */
export function draw(
  holder: HTMLElement,
  peaks: Peaks,
  length: number,
  audio: HTMLAudioElement,
  ready: () => void,
): Drawing {
  const box = document.createElement("div");
  const surfer = WaveSurfer.create({
    container: box,
    media: audio,
    peaks: peaks.map((channel) => [...channel]),
    duration: length,
    height: peaks.length > 1 ? CHANNEL_PIXELS : ONE_CHANNEL_PIXELS,
    normalize: false,
    interact: false,
    hideScrollbar: true,
    cursorWidth: 0,
    ...coloursOf(holder, peaks.length),
  });
  adoptStyles(box);
  surfer.once("ready", ready);
  holder.replaceChildren(box);
  const scheme = window.matchMedia("(prefers-color-scheme: dark)");
  const repaint = () => surfer.setOptions(coloursOf(holder, peaks.length));
  scheme.addEventListener("change", repaint);
  return {
    show(at) {
      if (audio.readyState === 0) surfer.setTime(at);
    },
    remove() {
      scheme.removeEventListener("change", repaint);
      surfer.destroy();
    },
  };
}

/** A canvas does not know the page's colours. */
function coloursOf(holder: HTMLElement, channels: number) {
  const styles = getComputedStyle(holder);
  const of = (channel: number) => ({
    waveColor: styles.getPropertyValue(`--wave-${channel}`).trim() || "#8793a3",
    progressColor: styles.getPropertyValue(`--wave-${channel}-heard`).trim() || "#1b57c9",
  });
  if (channels < 2) return of(0);
  return { splitChannels: Array.from({ length: channels }, (_, channel) => of(Math.min(channel, 1))) };
}

/**
 * The content security policy forbids the style element that wavesurfer.js puts into its shadow. As long as it is
 * not part of the document no rule is broken, so its rules become a style sheet of the script's own first.
 */
function adoptStyles(box: HTMLElement): void {
  const shadow = box.firstElementChild?.shadowRoot;
  const style = shadow?.querySelector("style");
  if (!shadow || !style) return;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style.textContent ?? "");
  style.remove();
  shadow.adoptedStyleSheets = [sheet];
}
