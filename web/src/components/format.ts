/** Times and numbers as text. */

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function padded(value: number): string {
  return String(value).padStart(2, "0");
}

/** 0:07, 12:34, 1:02:03; a day or more as 3 d 4 h. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const minutes = Math.floor(seconds / MINUTE) % 60;
  if (seconds < HOUR) return `${minutes}:${padded(seconds % 60)}`;
  if (seconds < DAY) return `${Math.floor(seconds / HOUR)}:${padded(minutes)}:${padded(seconds % 60)}`;
  return `${Math.floor(seconds / DAY)} d ${Math.floor((seconds % DAY) / HOUR)} h`;
}

/** How long ago: just now, 12 s ago, 3 min ago, 2 h ago, 4 days ago. */
export function age(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  if (seconds < 5) return "just now";
  if (seconds < MINUTE) return `${seconds} s ago`;
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} min ago`;
  if (seconds < DAY) return `${Math.floor(seconds / HOUR)} h ago`;
  return counted(Math.floor(seconds / DAY), "day", "days", " ago");
}

export function counted(count: number, one: string, many: string, rest = ""): string {
  return `${count} ${count === 1 ? one : many}${rest}`;
}

const CLOCK_TIME = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });
const DATE_TIME = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

/** 14:03 or 2:03 PM, by the reader's own settings. */
export function clockTime(time: string | number): string {
  return CLOCK_TIME.format(new Date(time));
}

export function dateAndTime(time: string): string {
  return DATE_TIME.format(new Date(time));
}

/** A North American number in its usual form, a short number as an extension, any other unchanged. */
export function phoneNumber(number: string): string {
  const american = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number);
  if (american) return `+1 (${american[1]}) ${american[2]}-${american[3]}`;
  return /^\d{2,6}$/.test(number) ? `Ext. ${number}` : number;
}
