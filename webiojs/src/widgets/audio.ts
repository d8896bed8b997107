import type { Widget } from "../context";
import { h } from "../page/dom";
import type { Audio } from "../protocol";

export const audio: Widget<Audio> = {
  render: (node, context) =>
    h("audio", {
      class: "webio-audio",
      controls: true,
      preload: "metadata",
      src: context.fileUrl(node.src),
      autoplay: node.autoplay,
      loop: node.loop,
      muted: node.muted,
      "aria-label": node.title || null,
    }),
};
