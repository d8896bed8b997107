// Who loads the page again: the visitor by the browser's own means, or a script of the page? Browsers
// with the Navigation API tell of the latter. In others a reload soon after a script has run, or
// after a click, is taken for one.

import type { Clock } from "../transport/connection";

/** Without the Navigation API: so soon after a script or a click the page has done it itself. */
export const SOON = 2000;

/** So long after it has begun (ms) a page is left; if it is still there then, it was a download. */
export const LEAVES_WITHIN = 10_000;

/** As much of the Navigation API as is needed. */
export interface NavigationLike {
  addEventListener(name: "navigate", listener: (event: NavigateLike) => void): void;
}

export interface NavigateLike {
  navigationType: string;
  destination: { sameDocument: boolean };
  downloadRequest?: string | null;
  signal: AbortSignal;
}

export class Departure {
  /** When the page has begun to load itself again, or another page. */
  private begunAt = Number.NEGATIVE_INFINITY;
  private actedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly navigation: NavigationLike | undefined,
    private readonly clock: Clock,
  ) {
    navigation?.addEventListener("navigate", (event) => this.navigate(event));
  }

  /** A script of the program runs, or the visitor clicks. */
  acted(): void {
    this.actedAt = this.clock.now();
  }

  /** Whether the page, if it is left now, is so by its own doing. */
  get made(): boolean {
    const now = this.clock.now();
    if (this.navigation === undefined) return now - this.actedAt < SOON;
    return now - this.begunAt < LEAVES_WITHIN;
  }

  /** Only what the page itself does is told; steps in the history by the browser's buttons too. */
  private navigate(event: NavigateLike): void {
    if (event.destination.sameDocument || event.navigationType === "traverse") return;
    if (typeof event.downloadRequest === "string") return;
    this.begunAt = this.clock.now();
    event.signal.addEventListener("abort", () => {
      this.begunAt = Number.NEGATIVE_INFINITY;
    });
  }
}

export function browserNavigation(): NavigationLike | undefined {
  return (window as { navigation?: NavigationLike }).navigation;
}
