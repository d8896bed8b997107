// Boxes that scroll must be reachable by keyboard, but only while they scroll. They are measured
// after layout, all in one go, so that no output causes a layout of its own.

const labels = new WeakMap<Element, string>();
let observer: ResizeObserver | undefined;

/** Make `box` a labelled stop in the keyboard's order whenever its content is larger than it. */
export function watchOverflow(box: HTMLElement, label: string): void {
  if (typeof ResizeObserver === "undefined") return;
  observer ??= new ResizeObserver((entries) => {
    for (const entry of entries) setReachable(entry.target as HTMLElement);
  });
  labels.set(box, label);
  observer.observe(box);
}

function setReachable(box: HTMLElement): void {
  if (!box.isConnected) {
    observer?.unobserve(box);
    return;
  }
  const scrolls = box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1;
  if (scrolls === box.hasAttribute("tabindex")) return;
  if (scrolls) {
    box.tabIndex = 0;
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", labels.get(box) ?? "");
  } else {
    for (const name of ["tabindex", "role", "aria-label"]) box.removeAttribute(name);
  }
}
