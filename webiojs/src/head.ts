// The script in the head of the page (the build writes it into index.html): what is not to wait for the
// main script. The page works without it, where scripts in pages are not let run.

import { firstHello, RETURNING, randomId, readNavigation } from "./hello";
import { isScheme, STORED } from "./page/scheme";
import { remembersHttp } from "./transport/choice";
import type { EarlySocket } from "./transport/early";
import { socketUrl } from "./transport/websocket";

const { dataset } = document.documentElement;

/**
 * The server names the application in a page that talks to it by WebSocket: open that now, and
 * introduce the page, so that the program begins while the rest of the page is on its way.
 */
function openSocket(named: string): void {
  const backend = new URL(location.href);
  const query = new URLSearchParams(location.search);
  const { prerendering } = document as { prerendering?: boolean };
  backend.search = backend.hash = "";
  if (query.get("pywebio_api") || prerendering === true) return;
  const app = query.get("app") ?? named;
  const opened = new WebSocket(socketUrl(backend, app));
  // What a tab has stored comes from another process: few tabs need it, and none is to wait for it.
  if (remembersHttp(backend)) {
    opened.close();
    return;
  }
  const socket: EarlySocket = Object.assign(opened, {
    at: performance.now(),
    view: randomId(),
    greeted: false,
    heard: [],
  });
  socket.onmessage = (event) => socket.heard.push(event);
  // What was there before, and what is to be logged, the main script knows.
  if (!query.has("_pywebio_debug") && !RETURNING.includes(readNavigation())) {
    socket.onopen = () => {
      socket.greeted = true;
      socket.send(JSON.stringify(firstHello(socket.view, app)));
    };
  }
  Object.assign(window, { webioSocket: socket });
}

/** Dark or light, before the first paint: the visitor's choice, the program's, that of the system. */
function chooseColours(): void {
  let chosen: string | null = null;
  try {
    if (dataset.webioSwitch !== "off") chosen = localStorage.getItem(STORED);
  } catch {
    // A browser that keeps nothing.
  }
  if (isScheme(chosen)) dataset.bsTheme = chosen;
  else dataset.bsTheme ??= matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

if (dataset.webioSocket !== undefined) {
  try {
    openSocket(dataset.webioSocket);
  } catch {
    // Then the main script sees what is wrong with it.
  }
}
chooseColours();
