// The whole page with a server made of frames, made anew for each test of a file that imports this.

import { beforeEach } from "vitest";
import { Client } from "../src/client";
import { provide } from "../src/lazy";
import * as fileChunk from "../src/lazy/file";
import type { AnyCommand, Output } from "../src/protocol";
import type { Post } from "../src/transport/upload";
import { FakeClock, FakeScheduler, FakeServer } from "./fakes";

export const LIMITS = { frame_bytes: 100_000, ack_commands: 1000, ack_bytes: 100_000 };

export let clock: FakeClock;
export let server: FakeServer;
export let scheduler: FakeScheduler;
export let client: Client;
let next: number;
export let posts: { url: string; body: Blob; answer: (status: number) => void }[];

export const byId = (id: string) => document.getElementById(id) as HTMLElement;
export const root = () => byId("pywebio-scope-ROOT");
/** What stands in an element, child by child. */
export const shown = (element: HTMLElement = root()) =>
  [...element.children].map((child) => child.textContent);

export function begin(connect = true): void {
  document.body.className = "";
  document.body.innerHTML = `
    <div class="pywebio">
      <main id="output-container"><div id="markdown-body"><div id="pywebio-scope-ROOT"></div></div></main>
      <div id="input-container" hidden><div id="input-cards"></div></div>
    </div>
    <footer class="footer"></footer>`;
  const places = {
    root: root(),
    output: byId("output-container"),
    inputs: byId("input-container"),
    cards: byId("input-cards"),
  };
  const settings = {
    backend: new URL("http://localhost:8080/tool"),
    app: "",
    place: "here",
    debug: false,
    trace: false,
    animate: true,
    transport: "websocket",
  } as const;
  provide("file", fileChunk);
  posts = [];
  const post: Post = (url, body, _progress, answer) => {
    posts.push({ url, body, answer });
    return () => undefined;
  };
  client = new Client(places, settings, { dial: server.dial, clock, scheduler, post });
  if (connect) client.connection.start();
}

/** One frame from the server, and the animation frame after it. */
export function say(...commands: AnyCommand[]): void {
  server.line.say([next, 0, ...commands]);
  next += commands.length;
  scheduler.nextFrame();
}

export const events = () =>
  server.line.batches.flatMap((batch) => (batch.events ?? []).map(([, event]) => event));

export const scope = (id: number, name: string): Output => ({ type: "scope", id, name });

beforeEach(() => {
  clock = new FakeClock();
  server = new FakeServer();
  scheduler = new FakeScheduler();
  next = 1;
  begin();
  server.line.open();
  server.line.welcome({ limits: LIMITS });
});

/** A page that has not begun to talk to a server. */
export function beginQuietly(): void {
  server = new FakeServer();
  begin(false);
}

/** The server counts its commands from 1 again. */
export function countAnew(): void {
  next = 1;
}
