// The script in the head of the page (the build writes it into index.html): what is not to wait for the
// main script. The page works without it, where scripts in pages are not let run.

import { firstHello, RETURNING, randomId, readNavigation } from "./hello";
import { isScheme, STORED } from "./page/scheme";
import { remembersHttp } from "./transport/choice";
import type { EarlySocket } from "./transport/early";
import { socketUrl } from "./transport/websocket";

const { dataset } = document.documentElement;
const query = new URLSearchParams(location.search);

/** The server names the application in a page that talks to it by WebSocket: dial that now. */
function dial(app: string): EarlySocket | undefined {
  const backend = new URL(location.href);
  const { prerendering } = document as { prerendering?: boolean };
  backend.search = backend.hash = "";
  if (query.get("pywebio_api") || prerendering === true || remembersHttp(backend)) return undefined;
  return Object.assign(new WebSocket(socketUrl(backend, app)), {
    at: performance.now(),
    view: randomId(),
    greeted: false,
    heard: [],
  });
}

/**
 * Introduce the page, so that the program begins while the rest of the page is on its way. What was
 * there before, and what is to be logged, only the main script knows.
 */
function introduce(socket: EarlySocket, app: string): void {
  Object.assign(window, { webioSocket: socket });
  socket.onmessage = (event) => socket.heard.push(event);
  if (!query.has("_pywebio_debug") && !RETURNING.includes(readNavigation())) {
    // Made now: with the style sheet there, the size of the window is dear to ask for.
    const hello = JSON.stringify(firstHello(socket.view, app));
    socket.onopen = () => {
      socket.greeted = true;
      socket.send(hello);
    };
  }
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

/** What is wrong with the line, the main script will see. */
function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}

const named = dataset.webioSocket;
const app = query.get("app") ?? named ?? "";
const socket = named === undefined ? undefined : attempt(() => dial(app));
chooseColours();
if (socket !== undefined) attempt(() => introduce(socket, app));
