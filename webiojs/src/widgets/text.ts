import type { Widget } from "../context";
import type { Text } from "../protocol";

export const text: Widget<Text> = {
  render(node) {
    // By hand: programs put out texts by the ten thousand.
    const element = document.createElement(node.inline ? "span" : "p");
    element.className = "webio-text";
    element.textContent = node.content;
    return element;
  },
};
