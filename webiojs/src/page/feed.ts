// Outputs whose contents change while they stand: who takes what a `feed` command brings.

import type { AnyChange } from "../protocol";

/** Takes a change; leaves out what it has already. */
export type Taker<C extends AnyChange> = (change: C) => void;

const takers = new WeakMap<HTMLElement, Taker<AnyChange>>();

/** Changes of these kinds for the output that is this element go to a function. */
export function takesFeed<K extends AnyChange["kind"]>(
  element: HTMLElement,
  kinds: readonly K[],
  take: Taker<Extract<AnyChange, { kind: K }>>,
): void {
  takers.set(element, (change) => {
    if ((kinds as readonly string[]).includes(change.kind)) {
      take(change as Extract<AnyChange, { kind: K }>);
    }
  });
}

export function feedTo(element: HTMLElement, change: AnyChange): void {
  takers.get(element)?.(change);
}
