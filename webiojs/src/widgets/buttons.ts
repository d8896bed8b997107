import type { Widget } from "../context";
import { classes, h } from "../page/dom";
import type { Button, Buttons } from "../protocol";

export const buttons: Widget<Buttons> = {
  render(node, context) {
    const box = h("div", {
      class: node.group ? "webio-buttons btn-group" : "webio-buttons",
      role: node.group && "group",
    });
    node.buttons.forEach((button, index) => {
      const click = (event: Event): void => {
        event.stopPropagation();
        context.send({ event: "callback", callback: node.callback, value: index });
      };
      const { label, disabled } = button;
      const look = buttonClass(node, button);
      box.append(h("button", { type: "button", class: look, disabled, on: { click } }, label));
    });
    return box;
  },
};

function buttonClass(node: Buttons, button: Button): string {
  const color = button.color ?? "primary";
  const kind = node.link ? "link" : node.outline ? `outline-${color}` : color;
  return classes("btn", `btn-${kind}`, node.small && "btn-sm");
}
