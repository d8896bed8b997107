import { beforeEach, expect, it } from "vitest";
import { Pulse } from "../src/transport/websocket";
import { FakeClock } from "./fakes";

let clock: FakeClock;
let pulse: Pulse;
let pings: number[];

const beat = (): void => pulse.beat(() => pings.push(clock.now()));

beforeEach(() => {
  clock = new FakeClock();
  pulse = new Pulse(clock);
  pings = [];
});

it("does not ping a line that nobody cuts", () => {
  beat();
  clock.pass(3_600_000);
  expect(pings).toEqual([]);
});

it("pings before a proxy cuts a silent line, after that has happened once", () => {
  beat();
  clock.pass(5000);
  pulse.lost();
  beat();
  clock.pass(3000);
  expect(pings).toEqual([8000]);
  beat();
  clock.pass(2000);
  beat();
  clock.pass(2000);
  expect(pings).toEqual([8000]);
});

it("learns nothing from a line that was not silent", () => {
  for (let round = 0; round < 20; round += 1) {
    beat();
    clock.pass(100);
  }
  pulse.lost();
  beat();
  clock.pass(60_000);
  expect(pings).toEqual([]);
});

it("is quiet after the end", () => {
  beat();
  clock.pass(5000);
  pulse.lost();
  beat();
  pulse.stop();
  clock.pass(10_000);
  expect(pings).toEqual([]);
});
