// The WebSocket that the script in the head has opened while the main script was on its way: the page
// may have introduced itself on it, and what the server has answered waits to be taken over.

import type { Clock } from "./connection";

export type EarlySocket = WebSocket & {
  /** When it was begun. */
  at: number;
  /** The id of this load of the page. */
  view: string;
  /** Whether the hello was said on it. */
  greeted: boolean;
  /** What has come since. */
  heard: MessageEvent[];
};

/** A server closes a socket on which nothing is said for ten seconds. */
const SILENT_MOST = 7000;

/** The socket of the script in the head, for the client that is to have it; there is but one. */
export function takeEarly(): EarlySocket | undefined {
  const page = window as { webioSocket?: EarlySocket };
  const socket = page.webioSocket;
  delete page.webioSocket;
  return socket;
}

/** Whether a line can begin on it; else it is of no more use. */
export function good(socket: EarlySocket, url: string, clock: Clock): boolean {
  if (socket.url !== url) return false;
  if (socket.heard.length > 0) return true; // though it may be closed: that was said on it
  const open = socket.readyState === WebSocket.CONNECTING || socket.readyState === WebSocket.OPEN;
  return open && (socket.greeted || clock.now() - socket.at < SILENT_MOST);
}
