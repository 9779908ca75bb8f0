/** Saves a file that was read with the person's token, which a plain link does not have. */
export function saveFile(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken the file over when the click is done; some begin a moment later.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
