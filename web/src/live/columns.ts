import type { Column } from "./view";

export const COLUMN_TITLES: Readonly<Record<Column, string>> = {
  user: "User",
  extension: "Extension",
  status: "Status",
  since: "Since",
  direction: "Direction",
  number: "Number",
  name: "Name",
  queue: "Queue",
  recording: "Recording",
};
