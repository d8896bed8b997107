import { makeFunction, scriptElement } from "../code";
import type { Context, Widget } from "../context";
import { h } from "../page/dom";
import type { Figure } from "../protocol";

export const figure: Widget<Figure> = {
  render(node, context) {
    const place = h("div", { class: "webio-figure" });
    if (node.title) {
      place.setAttribute("role", "figure");
      place.setAttribute("aria-label", node.title);
    }
    if (node.width) place.style.width = node.width;
    if (node.height) place.style.height = node.height;
    show(place, node, context).catch((error: unknown) => {
      if (!place.isConnected) return;
      console.error("pywebio: a figure could not be drawn:", error);
      place.textContent = String(error);
    });
    return place;
  },
};

async function show(place: HTMLElement, node: Figure, context: Context): Promise<void> {
  const spec = node.src ? fetchText(context.fileUrl(node.src)) : Promise.resolve(node.spec ?? "");
  for (const script of node.scripts ?? []) await library(context.fileUrl(script));
  const text = await spec;
  await standing(place);
  await DRAW[node.library](place, text);
}

async function fetchText(url: string): Promise<string> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${response.status} for ${url}`);
  return response.text();
}

const libraries = new Map<string, Promise<void>>();
let last: Promise<unknown> = Promise.resolve();

/** A library by the address of its file, loaded once, one after the other. */
function library(url: string): Promise<void> {
  let coming = libraries.get(url);
  if (coming === undefined) {
    const text = fetchText(url);
    coming = last.then(async () => runScript(await text));
    coming.catch(() => libraries.delete(url));
    last = coming.catch(() => undefined);
    libraries.set(url, coming);
  }
  return coming;
}

/** Run a library at once; with a module loader on the page, it would hide itself in that. */
function runScript(text: string): void {
  const { define } = window as unknown as { define?: { amd?: unknown } };
  const amd = define?.amd;
  const script = scriptElement();
  script.text = text;
  if (define !== undefined) define.amd = undefined;
  document.head.append(script);
  script.remove();
  if (define !== undefined) define.amd = amd;
}

/** A place that does not come to the page within so many frames has been taken away. */
const FRAMES_MOST = 600;

/** Libraries measure the place: it has to stand on the page. */
async function standing(place: HTMLElement): Promise<void> {
  for (let frame = 0; !place.isConnected; frame += 1) {
    if (frame > FRAMES_MOST) throw new Error("the place of the figure is gone");
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
}

interface Libraries {
  Plotly: { newPlot(place: HTMLElement, figure: object): Promise<unknown> };
  vegaEmbed(place: HTMLElement, spec: object, options: object): Promise<unknown>;
  Bokeh: { embed: { embed_item(item: object, place: HTMLElement): Promise<unknown> } };
  echarts: { init(place: HTMLElement): { setOption(option: unknown): void; resize(): void } };
}

const page = window as unknown as Libraries;

const DRAW: Record<Figure["library"], (place: HTMLElement, spec: string) => Promise<unknown>> = {
  plotly(place, spec) {
    const figure = JSON.parse(spec) as { config?: object };
    return page.Plotly.newPlot(place, {
      ...figure,
      config: { responsive: true, displaylogo: false, ...figure.config },
    });
  },
  vega: (place, spec) => page.vegaEmbed(place, JSON.parse(spec), { actions: false }),
  bokeh: (place, spec) => page.Bokeh.embed.embed_item(JSON.parse(spec), place),
  async echarts(place, spec) {
    const chart = page.echarts.init(place);
    chart.setOption(makeFunction([], `return (${spec})`)());
    if (typeof ResizeObserver !== "undefined") {
      new ResizeObserver(() => chart.resize()).observe(place);
    }
  },
};
