// Parts of files where they cannot be posted (a mount that takes GET only): as small binary frames
// on the line of the page, each answered before the next, so that clicks between them do not wait.

import type { Part, Received } from "../protocol";
import type { Post } from "./upload";

/** Send bytes on the line; false when that is not possible now. */
export type SendBytes = (bytes: Blob) => boolean;

/** The status by which an upload tries a part again, after a moment. */
const AGAIN = 425;

export class PartLine {
  /** Parts cannot be posted here. */
  needed = false;
  private last = 0;
  private readonly waiting = new Map<number, (status: number) => void>();

  constructor(
    private readonly http: Post,
    private readonly sendBytes: SendBytes,
  ) {}

  readonly post: Post = (url, body, progress, done) => {
    if (this.needed) return this.frame(url, body, done);
    return this.http(url, body, progress, (status, most) => {
      this.needed = status === 405 || status === 501;
      done(this.needed ? AGAIN : status, most);
    });
  };

  private frame(url: string, body: Blob, done: (status: number) => void): () => void {
    this.last += 1;
    const part = this.last;
    const query = new URL(url).searchParams;
    const head: Part = {
      part,
      upload: query.get("_pywebio_upload") ?? "",
      size: Number(query.get("size")),
      offset: Number(query.get("offset")),
    };
    this.waiting.set(part, done);
    if (!this.sendBytes(new Blob([`${JSON.stringify(head)}\n`, body]))) {
      queueMicrotask(() => this.received({ type: "received", part, status: 0 }));
    }
    return () => this.waiting.delete(part);
  }

  /** The server has answered a part. */
  received(received: Received): void {
    const done = this.waiting.get(received.part);
    this.waiting.delete(received.part);
    done?.(received.status);
  }

  /** The line is lost, with the parts on it. */
  lost(): void {
    for (const part of [...this.waiting.keys()])
      this.received({ type: "received", part, status: 0 });
  }
}
