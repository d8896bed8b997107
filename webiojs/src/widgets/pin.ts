import type { Widget } from "../context";
import type { Pin } from "../protocol";
import { notice } from "./notice";

export const pin: Widget<Pin> = {
  render(node, context, old) {
    if (!node.expired) return context.pins.build(node, context, old);
    const { id, field } = node;
    return notice.render(
      { type: "notice", id, notice: "pin_expired", detail: field.name },
      context,
    );
  },
};
