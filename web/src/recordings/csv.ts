/** Rows as a file for a spreadsheet. */
import { joined } from "../components/download";
import type { Recording } from "./answers";
import type { RecordingColumn } from "./columns";

/** A spreadsheet would run a text that begins so as a formula. */
const FORMULA = /^\s*[=+\-@\t\r]/;

export function csvOf(columns: readonly RecordingColumn[], recordings: Iterable<Recording>): string {
  const lines = [columns.map(({ title }) => title)];
  for (const recording of recordings) lines.push(columns.map(({ text }) => text(recording)));
  return joined([`${lines.map((cells) => cells.map(cell).join(",")).join("\r\n")}\r\n`]);
}

function cell(text: string): string {
  const inert = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
