const UNITS = ["B", "kB", "MB", "GB", "TB"];

/** A size in bytes as people read it: "20 MB", "1.5 GB" (powers of 1024), as the server writes it. */
export function fileSize(bytes: number): string {
  let amount = bytes;
  let power = 0;
  while (amount >= 1024 && power < UNITS.length - 1) {
    amount /= 1024;
    power += 1;
  }
  const digits = amount < 10 && power > 0 ? 1 : 0;
  return `${amount.toFixed(digits).replace(/\.0$/, "")} ${UNITS[power]}`;
}
