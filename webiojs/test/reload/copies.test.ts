import { beforeEach, describe, expect, it } from "vitest";
import { ANSWER_WITHIN, type Channel, Copies } from "../../src/reload/copies";
import { FakeClock } from "../fakes";

let clock: FakeClock;
let channels: Set<Channel>;

/** All tabs of a browser hear each other, but not themselves. */
function open(): Channel {
  const channel: Channel = {
    onmessage: null,
    postMessage(message) {
      for (const other of channels) {
        if (other !== channel) other.onmessage?.({ data: message } as MessageEvent);
      }
    },
    close: () => channels.delete(channel),
  };
  channels.add(channel);
  return channel;
}

const page = (view: string) => new Copies(view, open, clock);

beforeEach(() => {
  clock = new FakeClock();
  channels = new Set();
});

describe("a fresh load", () => {
  it("hears at once from the load that lives", async () => {
    page("first").listen();
    const asked = page("second").ask("first");
    expect(clock.planned).toBe(0);
    expect(await asked).toBe(true);
  });

  it("hears nothing from one that has gone", async () => {
    const first = page("first");
    first.listen();
    first.close();
    page("other").listen();
    const asked = page("second").ask("first");
    clock.pass(ANSWER_WITHIN);
    expect(await asked).toBe(false);
  });

  it("hears from one that came back", async () => {
    const first = page("first");
    first.listen();
    first.close();
    first.listen();
    expect(await page("second").ask("first")).toBe(true);
  });

  it("is not confused by what others say", async () => {
    const second = page("second");
    const asked = second.ask("first");
    const stranger = open();
    for (const message of [null, 5, {}, { view: 3 }, { pywebio: "here", view: "other" }]) {
      stranger.postMessage(message);
    }
    clock.pass(ANSWER_WITHIN);
    expect(await asked).toBe(false);
    stranger.postMessage({ pywebio: "here", view: "first" }); // too late
  });

  it("asks nobody where there is no channel", async () => {
    expect(await new Copies("second", () => null, clock).ask("first")).toBe(false);
  });
});
