/** Addresses of recordings and of moments in them. */

const PAGE = "/recordings/";

// The front serves a file for an address whose last part has a dot.
function encoded(recording: string): string {
  return encodeURIComponent(recording).replaceAll(".", "%2E");
}

/** Where the page of a recording is. */
export function recordingAddress(recording: string, at: number | null = null): string {
  const moment = at === null ? "" : `?at=${rounded(at)}`;
  return `${PAGE}${encoded(recording)}${moment}`;
}

/** The moment in an address, in seconds; null if there is none that can be read. */
export function momentIn(text: string | undefined): number | null {
  if (text === undefined || !/^\d{1,7}(\.\d+)?$/.test(text)) return null;
  return Number(text);
}

/** Moments are as exact as a tenth of a second. */
export function rounded(seconds: number): number {
  return Math.round(seconds * 10) / 10;
}
