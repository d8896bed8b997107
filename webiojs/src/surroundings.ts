// What the page needs of the browser, and what stands for it in a test.

import { browserScheduler, type Scheduler } from "./page/queue";
import { browserChannel, type Channel } from "./reload/copies";
import { browserNavigation, type NavigationLike } from "./reload/departure";
import { tabStorage } from "./reload/memory";
import type { Clock, Dial } from "./transport/connection";
import type { EarlySocket } from "./transport/early";
import type { Post } from "./transport/upload";
import { browserClock } from "./transport/websocket";

export interface Surroundings {
  dial: Dial;
  clock: Clock;
  scheduler: Scheduler;
  /** What posts parts of files in place of the browser. */
  post: Post | undefined;
  /** What is kept for this tab; null where the browser keeps nothing. */
  storage: Storage | null;
  /** Opens a channel to other tabs. */
  channel: () => Channel | null;
  navigation: NavigationLike | undefined;
  /** The WebSocket that the script in the head has opened. */
  early: EarlySocket | undefined;
  /** `Date.now`: loads of the page have no other clock in common. */
  today(): number;
}

/** The browser itself, but for what is given in its place. */
export function surroundingsOf(
  given: Partial<Surroundings>,
  dial: (clock: Clock) => Dial,
): Surroundings {
  const clock = given.clock ?? browserClock;
  return {
    dial: given.dial ?? dial(clock),
    clock,
    scheduler: given.scheduler ?? browserScheduler(),
    post: given.post,
    storage: given.storage === undefined ? tabStorage() : given.storage,
    channel: given.channel ?? browserChannel,
    navigation: "navigation" in given ? given.navigation : browserNavigation(),
    early: given.early,
    today: given.today ?? Date.now,
  };
}
