// Two loads of a page in one tab: what the first leaves, and what the second makes of it.

import { beforeEach, describe, expect, it } from "vitest";
import type { AnyEvent, Hello, Welcome } from "../../src/protocol";
import { Comeback, type ComebackPage, type Draft, SENT_WITHIN } from "../../src/reload/comeback";
import { type Channel, Copies } from "../../src/reload/copies";
import { Departure, type NavigateLike } from "../../src/reload/departure";
import { Memory } from "../../src/reload/memory";
import { FakeClock, LIMITS } from "../fakes";

const click = (callback: number): AnyEvent => ({ event: "callback", callback });
const DRAFT: Draft = {
  forms: { 1: { name: "Ann" } },
  pins: { 2: { value: "long", sets: 0 } },
  look: { left: 0, top: 300, nodes: {} },
  focus: { form: 1, node: 0, tag: "INPUT", name: "name", index: 0, selection: [3, 3, "none"] },
};

let today: number;
let clock: FakeClock;

/** A load of the page: what it shows and what happens to it. */
class Load implements ComebackPage {
  shown: Draft = { forms: {}, pins: {}, look: null, focus: null };
  waiting: { number: number; age: number; event: AnyEvent }[] = [];
  restored: Draft[] = [];
  sent: AnyEvent[] = [];
  late: AnyEvent[][] = [];
  readonly comeback: Comeback;
  private leaving: ((event: NavigateLike) => void)[] = [];

  constructor(
    readonly view: string,
    navigation: NonNullable<Hello["navigation"]> = "reload",
    channel: () => Channel | null = () => null,
  ) {
    const api = {
      addEventListener: (_name: "navigate", listener: (event: NavigateLike) => void) => {
        this.leaving.push(listener);
      },
    };
    this.comeback = new Comeback(this, {
      view,
      navigation,
      memory: new Memory("here", sessionStorage),
      copies: new Copies(view, channel, clock),
      departure: new Departure(api, clock),
      today: () => today,
    });
  }

  draft = () => this.shown;
  restore = (draft: Draft) => this.restored.push(draft);
  unsent = () => this.waiting;
  send = (event: AnyEvent) => this.sent.push(event);
  returned = (late: AnyEvent[]) => this.late.push(late);

  welcome(session: string, more: Partial<Welcome> = {}): void {
    this.comeback.welcomed({ type: "welcome", session, sid: "s", limits: LIMITS, ...more });
  }

  /** A script of the page loads it again. */
  reloadItself(): void {
    const event = {
      navigationType: "reload",
      destination: { sameDocument: false },
      signal: new AbortController().signal,
    };
    for (const listener of this.leaving) listener(event);
  }
}

/** A first load with a session, that was left. */
function first(change: (load: Load) => void = () => undefined): Load {
  const load = new Load("first", "navigate");
  expect(load.comeback.prepare()).toBeNull();
  load.welcome("key");
  load.shown = DRAFT;
  change(load);
  today += 10_000;
  load.comeback.leave();
  return load;
}

beforeEach(() => {
  sessionStorage.clear();
  today = 1_000_000;
  clock = new FakeClock();
});

describe("the next load in the tab", () => {
  it("brings the key and says which load it follows", async () => {
    first((load) => load.comeback.begin(7));
    const second = new Load("second");
    expect(await second.comeback.prepare()).toBe("key");
    expect(second.comeback.introduce()).toEqual({ done: 7, earlier: { view: "first" } });
  });

  it("puts back what was there when the page stands", async () => {
    first();
    const second = new Load("second");
    await second.comeback.prepare();
    second.welcome("key", { returned: true });
    expect(second.restored).toEqual([]);
    second.comeback.settled();
    second.comeback.settled();
    expect(second.restored).toEqual([DRAFT]);
    expect(second.late).toEqual([[]]);
    expect(second.comeback.introduce()).toEqual({ done: 0 });
  });

  it("forgets all when the server begins anew", async () => {
    first((load) => {
      load.comeback.begin(7);
      load.waiting = [{ number: 1, age: 0, event: click(1) }];
    });
    const second = new Load("second");
    await second.comeback.prepare();
    second.welcome("other key");
    second.comeback.settled();
    expect([second.restored, second.sent, second.late]).toEqual([[], [], []]);
    expect(second.comeback.introduce()).toEqual({ done: 0 });
    expect(second.comeback.begin(1)).toBe(true);
  });

  it("does not take effects of a session that was before for done", async () => {
    first((load) => load.comeback.begin(7));
    const second = new Load("second");
    await second.comeback.prepare();
    second.welcome("other key");
    second.comeback.leave();
    today += 5000;
    const third = new Load("third");
    expect(await third.comeback.prepare()).toBe("other key");
    expect(third.comeback.introduce().done).toBe(0);
  });

  it("is told nothing if it was not reloaded", () => {
    first();
    for (const navigation of ["navigate", "prerender"] as const) {
      const second = new Load("second", navigation);
      expect(second.comeback.prepare()).toBeNull();
      expect(second.comeback.introduce()).toEqual({ done: 0 });
    }
  });

  it("comes back from the history and from being thrown away too", async () => {
    first();
    for (const navigation of ["back_forward", "restore"] as const) {
      const second = new Load("second", navigation);
      expect(await second.comeback.prepare()).toBe("key");
      expect(second.comeback.introduce().earlier).toEqual({ view: "first" });
    }
  });

  it("says that the page has loaded itself", async () => {
    first((load) => load.reloadItself());
    const second = new Load("second");
    await second.comeback.prepare();
    expect(second.comeback.introduce().earlier).toEqual({ view: "first", made: true });
  });

  it("says how long ago the load before was one", async () => {
    first();
    const second = new Load("second");
    await second.comeback.prepare();
    second.welcome("key", { returned: true });
    second.comeback.leave();
    today += 1234;
    const third = new Load("third");
    await third.comeback.prepare();
    expect(third.comeback.introduce().earlier).toEqual({ view: "second", reload_ago: 1234 });
  });

  it("does so too if the load before has never reached the server", async () => {
    first();
    const second = new Load("second");
    await second.comeback.prepare();
    second.comeback.leave();
    today += 500;
    const third = new Load("third");
    expect(await third.comeback.prepare()).toBe("key");
    expect(third.comeback.introduce().earlier).toEqual({ view: "first", reload_ago: 500 });
    third.welcome("key", { returned: true });
    third.comeback.settled();
    expect(third.restored).toEqual([DRAFT]);
  });

  it("says that its tab is a copy, and leaves what the other has", async () => {
    const channel: Channel = {
      onmessage: null,
      postMessage() {
        channel.onmessage?.({ data: { pywebio: "here", view: "first" } } as MessageEvent);
      },
      close: () => undefined,
    };
    first();
    const before = JSON.stringify(sessionStorage);
    const second = new Load("second", "reload", () => channel);
    await second.comeback.prepare();
    expect(second.comeback.introduce().earlier).toEqual({ view: "first", copied: true });
    expect(JSON.stringify(sessionStorage)).toBe(before);
  });

  it("begins anew when the one before was told to", () => {
    const load = first();
    load.comeback.forget();
    load.comeback.leave();
    expect(new Load("second").comeback.prepare()).toBeNull();
  });
});

describe("events that were not sent", () => {
  const three = (ages: number[]) => (load: Load) => {
    load.waiting = ages.map((age, index) => ({ number: index + 1, age, event: click(index + 1) }));
  };

  async function returnsAfter(ms: number, taken: number, ages: number[]): Promise<Load> {
    first(three(ages));
    today += ms;
    const second = new Load("second");
    await second.comeback.prepare();
    second.welcome("key", { returned: true, earlier_events: taken });
    second.comeback.settled();
    return second;
  }

  it("are sent, but for those that the server has", async () => {
    const second = await returnsAfter(0, 1, [0, 0, 0]);
    expect(second.sent).toEqual([click(2), click(3)]);
    expect(second.late).toEqual([[]]);
  });

  it("are not sent when they are old", async () => {
    const second = await returnsAfter(1000, 0, [SENT_WITHIN, SENT_WITHIN - 1000, 0]);
    expect(second.sent).toEqual([click(2), click(3)]);
    expect(second.late).toEqual([[click(1)]]);
  });
});

describe("an effect", () => {
  it("is done once, also by the next load", async () => {
    const load = first(({ comeback }) => {
      expect(comeback.begin(1)).toBe(true);
      expect(comeback.begin(1)).toBe(false);
    });
    // Without a word of farewell, after it was written down what is here.
    expect(load.comeback.begin(2)).toBe(true);
    const second = new Load("second");
    await second.comeback.prepare();
    second.welcome("key", { returned: true });
    expect(second.comeback.begin(2)).toBe(false);
    expect(second.comeback.begin(3)).toBe(true);
  });
});
