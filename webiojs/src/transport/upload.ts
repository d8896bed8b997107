// Files on their way to the server: in parts by HTTP, several at a time, each sent again until it
// has arrived. It knows no XMLHttpRequest of its own: a `Post` sends one part.

import type { Clock } from "./connection";

/** Bytes of a part at first, and what a proxy that takes less can bring them down to. */
export const PART = 512 * 1024;
export const LEAST_PART = 16 * 1024;
export const IN_FLIGHT = 3;
/** A request costs more than the bytes of a small part, but a line that breaks costs the parts on
 * their way: they become as large as arrives in this time (ms), up to what the server takes. */
export const TARGET = 500;
/** Bytes of a part that has to share the line with everything else, one at a time. */
export const NARROW_PART = 64 * 1024;
/** A part of which nothing moves for so long (ms) is sent again. */
export const STALLED_AFTER = 30_000;
const RETRY_FIRST = 250;
const RETRY_MOST = 10_000;

/** Send a body; `done` gets the status of the answer, 0 without one, and how large a part the server
 * takes, if it says so. The function takes it back. */
export type Post = (
  url: string,
  body: Blob,
  progress: (bytes: number) => void,
  done: (status: number, most?: number) => void,
) => () => void;

export interface UploaderOptions {
  post: Post;
  clock: Clock;
  random(): number;
  newId(): string;
  /** Parts cannot be posted: they go on the line of the page. */
  narrow?(): boolean;
  /** Where a part goes; null while that is not known. */
  address(slot: number, id: string, size: number, offset: number): string | null;
}

/** A file that is being sent, as others see it. */
export interface Sending {
  readonly id: string;
  readonly state: "sending" | "done" | "failed" | "cancelled";
  /** Bytes that have left. */
  readonly sent: number;
  /** Why it failed: a key of the page's texts. */
  readonly problem: string;
  cancel(): void;
}

type Range = [start: number, end: number];

class Upload implements Sending {
  state: Sending["state"] = "sending";
  problem = "";
  arrived = 0;
  readonly todo: Range[];
  readonly flights = new Set<Flight>();

  constructor(
    readonly id: string,
    readonly file: Blob,
    readonly slot: number,
    readonly changed: () => void,
    readonly cancel: () => void,
  ) {
    this.todo = [[0, file.size]];
  }

  get sent(): number {
    let flying = 0;
    for (const flight of this.flights) flying += flight.sent;
    return this.arrived + flying;
  }

  /** Take the next range of at most `most` bytes out of what is to do. */
  take(most: number): Range | undefined {
    const [first] = this.todo;
    if (first === undefined) return undefined;
    const [start, end] = first;
    const cut = Math.min(end, start + most);
    if (cut === end) this.todo.shift();
    else first[0] = cut;
    return [start, cut];
  }
}

interface Flight {
  upload: Upload;
  range: Range;
  began: number;
  sent: number;
  abort(): void;
  cancelWatch(): void;
}

export class Uploader {
  private partSize = PART;
  /** Larger parts have not come through. */
  private ceiling = Number.POSITIVE_INFINITY;
  private uploads: Upload[] = [];
  private readonly flights = new Set<Flight>();
  private attempts = 0;
  private cancelWait: (() => void) | null = null;

  constructor(private readonly options: UploaderOptions) {}

  /** Send a file to a slot of the session; `changed` is called with every progress. */
  send(file: Blob, slot: number, changed: () => void): Sending {
    const cancel = (): void => this.end(upload, "cancelled");
    const upload: Upload = new Upload(this.options.newId(), file, slot, changed, cancel);
    this.uploads.push(upload);
    this.pump();
    return upload;
  }

  /** Something suggests that it may work now (the line is open again): do not wait any longer. */
  wake(): void {
    this.cancelWait?.();
    this.cancelWait = null;
    this.pump();
  }

  /** Nobody takes what is being sent. */
  cancelAll(): void {
    for (const upload of [...this.uploads]) upload.cancel();
  }

  private pump(): void {
    if (this.cancelWait !== null) return;
    const narrow = this.options.narrow?.() === true;
    const most = narrow ? Math.min(this.partSize, NARROW_PART) : this.partSize;
    while (this.flights.size < (narrow ? 1 : IN_FLIGHT)) {
      const upload = this.uploads.find(({ todo }) => todo.length > 0);
      if (upload === undefined) return;
      const range = upload.take(most) as Range;
      const { slot, id, file } = upload;
      const url = this.options.address(slot, id, file.size, range[0]);
      if (url === null) {
        upload.todo.unshift(range);
        return;
      }
      this.launch(upload, range, url);
    }
  }

  private launch(upload: Upload, range: Range, url: string): void {
    const began = this.options.clock.now();
    const flight: Flight = { upload, range, began, sent: 0, abort() {}, cancelWatch() {} };
    const watch = (): void => {
      flight.cancelWatch();
      flight.cancelWatch = this.options.clock.after(STALLED_AFTER, () => {
        flight.abort();
        this.landed(flight, 0);
      });
    };
    this.flights.add(flight);
    upload.flights.add(flight);
    watch();
    const progress = (bytes: number): void => {
      flight.sent = Math.min(bytes, range[1] - range[0]);
      watch();
      upload.changed();
    };
    const body = upload.file.slice(range[0], range[1]);
    flight.abort = this.options.post(url, body, progress, (...answer) =>
      this.landed(flight, ...answer),
    );
  }

  private landed(flight: Flight, status: number, most = 0): void {
    if (!this.flights.delete(flight)) return;
    flight.cancelWatch();
    const { upload, range } = flight;
    upload.flights.delete(flight);
    if (upload.state !== "sending") return;
    const size = range[1] - range[0];
    if (status >= 200 && status < 300) {
      this.adapt(size, this.options.clock.now() - flight.began, most);
      this.arrived(upload, size);
    } else if (status === 413 && size > LEAST_PART) this.smaller(upload, range);
    else if (mayPass(status)) this.later(upload, range);
    else this.end(upload, "failed", problemOf(status));
    this.pump();
  }

  private arrived(upload: Upload, size: number): void {
    this.attempts = 0;
    upload.arrived += size;
    if (upload.todo.length === 0 && upload.flights.size === 0) this.end(upload, "done");
    else upload.changed();
  }

  /** A part of `size` took so long. The last ones of files are too small to tell. */
  private adapt(size: number, took: number, most: number): void {
    if (size < this.partSize) return;
    const fitting = Math.floor((size * TARGET) / Math.max(took, 1));
    this.partSize = Math.min(Math.max(PART, Math.min(fitting, most)), this.ceiling);
  }

  /** Bodies of this size do not come through: all further ones are half of it. */
  private smaller(upload: Upload, range: Range, least = LEAST_PART): void {
    this.ceiling = Math.min(this.ceiling, halfOf(range[1] - range[0], least));
    this.partSize = Math.min(this.partSize, this.ceiling);
    upload.todo.unshift(range);
  }

  private later(upload: Upload, range: Range): void {
    // Some proxies cut what is too large for them.
    if (range[1] - range[0] > PART) this.smaller(upload, range, PART);
    else upload.todo.unshift(range);
    upload.changed();
    this.checkReadable(upload, range);
    if (this.cancelWait !== null) return;
    const full = Math.min(RETRY_FIRST * 2 ** this.attempts, RETRY_MOST);
    this.attempts += 1;
    const delay = full * (0.5 + this.options.random() / 2);
    this.cancelWait = this.options.clock.after(delay, () => this.wake());
  }

  /** A file that was changed or deleted meanwhile cannot be read, however often it is tried. */
  private checkReadable(upload: Upload, [start]: Range): void {
    const byte = upload.file.slice(start, start + 1);
    byte.arrayBuffer().catch(() => this.end(upload, "failed", "file_unreadable"));
  }

  private end(upload: Upload, state: Sending["state"], problem = ""): void {
    if (upload.state !== "sending") return;
    upload.state = state;
    upload.problem = problem;
    upload.todo.length = 0;
    for (const flight of upload.flights) {
      this.flights.delete(flight);
      flight.cancelWatch();
      flight.abort();
    }
    upload.flights.clear();
    this.uploads = this.uploads.filter((other) => other !== upload);
    upload.changed();
    this.pump();
  }
}

function halfOf(size: number, least: number): number {
  return Math.max(Math.ceil(size / 2), least);
}

/** Whether the same part may be taken later: no answer, too busy, an error on the way. */
function mayPass(status: number): boolean {
  if (status === 507) return false;
  return status === 0 || status === 408 || status === 425 || status === 429 || status >= 500;
}

function problemOf(status: number): string {
  if (status === 404 || status === 410) return "upload_lost";
  return status === 507 ? "upload_full" : "upload_failed";
}

export const browserPost: Post = (url, body, progress, done) => {
  const request = new XMLHttpRequest();
  request.open("POST", url);
  request.setRequestHeader("Content-Type", "application/octet-stream");
  request.upload.onprogress = (event) => progress(event.loaded);
  request.onloadend = () => done(request.status, mostOf(request.responseText));
  request.send(body);
  return () => {
    request.onloadend = null;
    request.abort();
  };
};

/** How large a part may be, as an answer says; 0 if it comes from something else. */
function mostOf(answer: string): number {
  try {
    return Number(JSON.parse(answer).most) || 0;
  } catch {
    return 0;
  }
}
