// All that sends files: the uploads of a page, and the line of the page where nothing can be posted.

import type { Received } from "../protocol";
import type { Clock } from "./connection";
import { PartLine, type SendBytes } from "./parts";
import { browserPost, type Post, type Sending, Uploader, type UploaderOptions } from "./upload";

export interface UploadsOptions extends Pick<UploaderOptions, "newId" | "address"> {
  clock: Clock;
  post: Post | undefined;
  sendBytes: SendBytes;
}

export class Uploads {
  private readonly parts: PartLine;
  private readonly uploader: Uploader;

  constructor({ clock, post = browserPost, sendBytes, newId, address }: UploadsOptions) {
    this.parts = new PartLine(post, sendBytes);
    this.uploader = new Uploader({
      post: this.parts.post,
      narrow: () => this.parts.needed,
      clock,
      random: Math.random,
      newId,
      address,
    });
  }

  /** Send a file to a slot of the session; `changed` is called with every progress. */
  send(file: Blob, slot: number, changed: () => void): Sending {
    return this.uploader.send(file, slot, changed);
  }

  /** The line is open again. */
  wake(): void {
    this.uploader.wake();
  }

  /** Nobody takes what is being sent. */
  cancelAll(): void {
    this.uploader.cancelAll();
  }

  /** The server has answered a part on the line. */
  received(received: Received): void {
    this.parts.received(received);
  }

  /** The line is lost. */
  lost(): void {
    this.parts.lost();
  }
}
