import type { Context, Widget } from "../context";
import type { MarkdownChunk } from "../lazy/markdown";
import { fragment, h } from "../page/dom";
import { takesFeed } from "../page/feed";
import type { Stream, StreamText } from "../protocol";
import { finish } from "./markdown";

export const stream: Widget<Stream> = {
  render(node, context) {
    const chunk = node.plain ? undefined : context.loaded<MarkdownChunk>("markdown");
    const element = chunk
      ? h("div", { class: "webio-markdown webio-stream" })
      : h("p", { class: "webio-text webio-stream" });
    element.setAttribute("aria-busy", "true");
    const show = chunk ? blocks(element, chunk, node, context) : plainly(element);
    takesFeed(element, ["stream.text"], follow(element, show));
    return element;
  },
};

type Show = (text: string, done: boolean) => void;

/** Puts the pieces together, each once, and shows them with the next animation frame. */
function follow(element: HTMLElement, show: Show): (change: StreamText) => void {
  let text = "";
  let length = 0;
  let done = false;
  let planned = false;
  const draw = () => {
    planned = false;
    show(text, done);
    if (done) element.removeAttribute("aria-busy");
  };
  return (change) => {
    const points = [...change.text];
    const known = length - change.at;
    if (known <= points.length) {
      const more = points.slice(Math.max(0, known));
      text += more.join("");
      length += more.length;
    }
    done ||= change.done === true;
    if (planned) return;
    planned = true;
    requestAnimationFrame(draw);
  };
}

function plainly(element: HTMLElement): Show {
  const content = document.createTextNode("");
  element.append(content);
  return (text) => content.appendData(text.slice(content.length));
}

/** A definition that links elsewhere in the text refer to. */
const DEFINITION = /^ {0,3}\[[^\]]+\]:/m;

/**
 * Markdown, block by block: those that stand stay as they are, so that nothing flickers and a
 * selection in them stays; only the last one is made anew.
 */
function blocks(element: HTMLElement, chunk: MarkdownChunk, node: Stream, context: Context): Show {
  let shown: { raw: string; element: HTMLElement; last: boolean }[] = [];
  const make = (raw: string, last: boolean) => {
    const block = h("div", { class: "webio-stream-block" });
    block.append(fragment(chunk.render(raw, { headerIds: false }, node.sanitize ?? true)));
    finish(block, context, !last);
    return { raw, element: block, last };
  };
  return (text, done) => {
    const raws = done && DEFINITION.test(text) ? [text] : chunk.blocks(text);
    const next = raws.map((raw, index) => {
      const last = !done && index === raws.length - 1;
      const old = shown[index];
      if (old !== undefined && old.raw === raw && old.last === last) return old;
      const made = make(raw, last);
      if (old === undefined) element.append(made.element);
      else old.element.replaceWith(made.element);
      return made;
    });
    for (const old of shown.slice(next.length)) old.element.remove();
    shown = next;
  };
}
