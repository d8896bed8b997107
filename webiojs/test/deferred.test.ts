import { expect, it, vi } from "vitest";
import type { Dial } from "../src/transport/connection";
import { deferred } from "../src/transport/deferred";
import { FakeServer } from "./fakes";

function handlers() {
  return { opened: vi.fn(), message: vi.fn(), lost: vi.fn() };
}

it("carries as soon as it is known what carries", async () => {
  const server = new FakeServer();
  const told = handlers();
  const carrier = deferred(async () => server.dial)(told);
  carrier.send("too early");
  await vi.waitFor(() => expect(server.lines).toHaveLength(1));
  server.line.open();
  carrier.send("hello");
  expect(told.opened).toHaveBeenCalledOnce();
  expect(server.line.sent).toEqual(["hello"]);
  expect(carrier.sendBytes?.(new Blob())).toBe(false);
  carrier.close();
  expect(server.line.closed).toBe(true);
});

it.each([
  ["there is nothing", async () => null],
  ["that cannot be found out", () => Promise.reject(new Error("no network"))],
])("is lost when %s", async (_, decide) => {
  const told = handlers();
  deferred(decide)(told);
  await vi.waitFor(() => expect(told.lost).toHaveBeenCalledOnce());
});

it("closed meanwhile it makes nothing", async () => {
  const server = new FakeServer();
  let decide: (dial: Dial) => void = () => {};
  let signal: AbortSignal | undefined;
  const told = handlers();
  const carrier = deferred((given) => {
    signal = given;
    return new Promise((resolve) => {
      decide = resolve;
    });
  })(told);
  carrier.close();
  expect(signal?.aborted).toBe(true);
  decide(server.dial);
  await Promise.resolve();
  await Promise.resolve();
  expect(server.lines).toEqual([]);
  expect(told.lost).not.toHaveBeenCalled();
});
