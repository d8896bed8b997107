// Browsers hold back the WebSockets of a page of which many have failed, by seconds in the end. So
// after some failures a plain request asks whether the server is there at all, and only when that
// was answered a WebSocket is tried.

import type { CarrierHandlers, Dial } from "./connection";
import { deferred } from "./deferred";

/** After so many failures in a row it is asked first. */
export const FAILURES = 4;

/** Ask whether the server answers; the signal takes the question back. */
export type Probe = (signal: AbortSignal) => Promise<boolean>;

export function probing(dial: Dial, probe: Probe): Dial {
  let failures = 0;
  const probed = deferred(async (signal) => ((await probe(signal)) ? dial : null));
  return (handlers) => {
    const counted: CarrierHandlers = {
      ...handlers,
      opened() {
        failures = 0;
        handlers.opened();
      },
      lost() {
        failures += 1;
        handlers.lost();
      },
    };
    return failures < FAILURES ? dial(counted) : probed(counted);
  };
}

/** A request to the back end. Of another site no more can be seen than that it answers. */
export function httpProbe(backend: URL): Probe {
  const url = new URL(backend);
  url.hash = "";
  url.searchParams.set("test", "1");
  return async (signal) => {
    const response = await fetch(url, { signal, mode: "no-cors", cache: "no-store" });
    return response.ok || response.type === "opaque";
  };
}
