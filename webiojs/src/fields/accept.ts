/** Whether a file is of one of the kinds (".pdf", "image/*", "text/csv"); without kinds any is. */
export function isAccepted(file: File, kinds: readonly string[]): boolean {
  return kinds.length === 0 || kinds.some((kind) => isOf(file, kind.toLowerCase()));
}

function isOf(file: File, kind: string): boolean {
  if (kind.startsWith(".")) return file.name.toLowerCase().endsWith(kind);
  if (kind === "*" || kind === "*/*") return true;
  const type = file.type.toLowerCase();
  return kind.endsWith("/*") ? type.startsWith(kind.slice(0, -1)) : type === kind;
}
