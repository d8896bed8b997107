// The way over HTTP, for pages that cannot have a WebSocket.

import { browserHttp, type PollingOptions, pollingDial } from "../transport/polling";

export interface PollingChunk {
  dial: typeof dial;
}

export function dial(options: Omit<PollingOptions, "http">) {
  return pollingDial({ ...options, http: browserHttp });
}
