import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Dial } from "../src/transport/connection";
import { FAILURES, httpProbe, type Probe, probing } from "../src/transport/probe";
import { FakeServer } from "./fakes";

let server: FakeServer;
let asked: { signal: AbortSignal; answer(there: boolean): void; fail(): void }[];
let said: string[];
let dial: Dial;

const probe: Probe = (signal) =>
  new Promise((resolve, reject) => {
    asked.push({ signal, answer: resolve, fail: () => reject(new TypeError("no network")) });
  });

const open = () =>
  dial({
    opened: () => said.push("opened"),
    message: (text) => said.push(text),
    lost: () => said.push("lost"),
  });

/** So many tries that fail. */
function fail(times: number): void {
  for (let n = 0; n < times; n += 1) {
    open();
    server.line.break();
  }
  said = [];
}

beforeEach(() => {
  server = new FakeServer();
  asked = [];
  said = [];
  dial = probing(server.dial, probe);
});

describe("a line that fails", () => {
  it("is dialled at once for some times", () => {
    fail(FAILURES);
    expect(server.lines).toHaveLength(FAILURES);
    expect(asked).toEqual([]);
  });

  it("is dialled then when the server answers", async () => {
    fail(FAILURES);
    const carrier = open();
    expect(server.lines).toHaveLength(FAILURES);
    asked[0]?.answer(true);
    await vi.waitFor(() => expect(server.lines).toHaveLength(FAILURES + 1));
    server.line.open();
    carrier.send("hello");
    server.line.say("frame");
    expect(said).toEqual(["opened", "frame"]);
    expect(server.line.sent).toEqual(["hello"]);
    carrier.close();
    expect(server.line.closed).toBe(true);
  });

  it("has failed when the server does not answer", async () => {
    fail(FAILURES);
    for (const end of ["answer", "fail"] as const) {
      open();
      asked.at(-1)?.[end](false);
      await vi.waitFor(() => expect(said).toEqual(["lost"]));
      said = [];
    }
    expect(server.lines).toHaveLength(FAILURES);
  });

  it("is not dialled any more when it was given up meanwhile", async () => {
    fail(FAILURES);
    const carrier = open();
    carrier.send("nobody hears this");
    carrier.close();
    expect(asked[0]?.signal.aborted).toBe(true);
    asked[0]?.answer(true);
    await Promise.resolve();
    await Promise.resolve();
    expect(server.lines).toHaveLength(FAILURES);
    expect(said).toEqual([]);
  });

  it("is dialled at once again after it was good", () => {
    fail(FAILURES - 1);
    open();
    server.line.open();
    server.line.break();
    fail(FAILURES - 2);
    open();
    expect(asked).toEqual([]);
  });
});

describe("the question", () => {
  const backend = new URL("http://host/tool?app=a#part");
  const answer = (response: Partial<Response>) =>
    vi.spyOn(globalThis, "fetch").mockResolvedValue(response as Response);
  const ask = () => httpProbe(backend)(new AbortController().signal);

  it("goes to the back end", async () => {
    const fetched = answer({ ok: true, type: "basic" });
    expect(await ask()).toBe(true);
    expect(String(fetched.mock.calls[0]?.[0])).toBe("http://host/tool?app=a&test=1");
  });

  it("is answered by a server of another site too, and not by a proxy without a server", async () => {
    answer({ ok: false, type: "opaque" });
    expect(await ask()).toBe(true);
    answer({ ok: false, type: "basic" });
    expect(await ask()).toBe(false);
  });
});
