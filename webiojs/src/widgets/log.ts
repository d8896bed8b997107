import type { Widget } from "../context";
import type { Log } from "../protocol";

export const log: Widget<Log> = { render: () => document.createElement("div") };
