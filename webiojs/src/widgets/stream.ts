import type { Widget } from "../context";
import type { Stream } from "../protocol";

export const stream: Widget<Stream> = { render: () => document.createElement("div") };
