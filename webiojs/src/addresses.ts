// Addresses of what belongs to the session: its files, and where files are sent.

const FILE = "file:";

/** The address of `src`: a URL as it is, `file:ID/TOKEN` as an address of the server. */
export function fileUrl(backend: URL, src: string): string {
  if (!src.startsWith(FILE)) return src;
  return withQuery(backend, `_pywebio_file=${src.slice(FILE.length)}`);
}

/** Where a part of a file is sent; `secret` is what the welcome has named. */
export function uploadUrl(
  backend: URL,
  secret: string,
  slot: number,
  id: string,
  size: number,
  offset: number,
): string {
  const place = `_pywebio_upload=${secret}/${slot}/${id}&size=${size}&offset=${offset}`;
  return withQuery(backend, place);
}

function withQuery(backend: URL, query: string): string {
  const url = new URL(backend);
  url.search += `${url.search === "" ? "?" : "&"}${query}`;
  return url.href;
}
