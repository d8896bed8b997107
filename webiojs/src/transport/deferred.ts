// A carrier that is not there yet: something has to be asked or loaded before it can be made.

import type { Carrier, CarrierHandlers, Dial } from "./connection";

/** Gives what makes the carrier, or null if there is none; the signal takes the question back. */
export type Decide = (signal: AbortSignal) => Promise<Dial | null>;

export function deferred(decide: Decide): Dial {
  return (handlers) => new DeferredCarrier(decide, handlers);
}

class DeferredCarrier implements Carrier {
  private readonly question = new AbortController();
  private carrier: Carrier | null = null;

  constructor(decide: Decide, handlers: CarrierHandlers) {
    const { signal } = this.question;
    decide(signal)
      .catch(() => null)
      .then((dial) => {
        if (signal.aborted) return;
        if (dial === null) handlers.lost();
        else this.carrier = dial(handlers);
      });
  }

  send(text: string, lazy?: boolean): void {
    this.carrier?.send(text, lazy);
  }

  sendBytes(bytes: Blob): boolean {
    return this.carrier?.sendBytes?.(bytes) ?? false;
  }

  close(): void {
    this.question.abort();
    this.carrier?.close();
  }
}
