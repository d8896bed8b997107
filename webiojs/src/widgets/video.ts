import type { Widget } from "../context";
import { h } from "../page/dom";
import type { Video } from "../protocol";
import { length } from "./image";

export const video: Widget<Video> = {
  render(node, context) {
    const element = h("video", {
      class: "webio-video",
      controls: true,
      playsinline: true,
      preload: "metadata",
      src: context.fileUrl(node.src),
      poster: node.poster ? context.fileUrl(node.poster) : null,
      autoplay: node.autoplay,
      loop: node.loop,
      muted: node.muted,
      "aria-label": node.title || null,
    });
    // The attribute counts only in markup.
    element.muted = node.muted ?? false;
    if (node.width) element.style.width = length(node.width);
    if (node.height) element.style.height = length(node.height);
    return element;
  },
};
