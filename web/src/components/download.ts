import type { Address, ApiClient, Query } from "../api/client";

/** Files that are read with the person's token, which a plain link does not have. */

const BYTE_ORDER_MARK = "\ufeff";
const MOST_PARTS = 1_000;

/** A CSV file, whose parts the server gives one after the other. Throws Problem. */
export async function readCsv(api: ApiClient, path: Address, query: Query): Promise<string> {
  const parts: string[] = [];
  let { content, next } = await api.file(path, query);
  parts.push(content);
  while (next !== null && parts.length < MOST_PARTS) {
    ({ content, next } = await api.file(next));
    parts.push(content);
  }
  return joined(parts);
}

/** One file with one heading, and the mark without which Excel shows names wrongly. */
export function joined(parts: readonly string[]): string {
  const texts = parts.map((part) => part.replace(BYTE_ORDER_MARK, ""));
  const heading = texts[0]?.split("\n", 1)[0] ?? "";
  const rest = texts
    .slice(1)
    .map((text) => (text.startsWith(`${heading}\n`) ? text.slice(heading.length + 1) : text));
  return [BYTE_ORDER_MARK, texts[0] ?? "", ...rest].join("");
}

export function saveFile(content: string, name: string, type = "text/csv;charset=utf-8"): void {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken the file over when the click is done; some begin a moment later.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
