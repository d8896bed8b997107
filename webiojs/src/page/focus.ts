// Where the keyboard stops in an element, and how the focus stays where what had it is built anew.

const STOPS = "a[href], button, input, select, textarea, summary, [tabindex]";

export function stopsOf(element: HTMLElement): HTMLElement[] {
  const inner = [...element.querySelectorAll<HTMLElement>(STOPS)];
  return element.matches(STOPS) ? [element, ...inner] : inner;
}

/** Which of the stops of the keyboard in an element has the focus; -1 if none. */
export function focusIn(element: HTMLElement): number {
  const { activeElement } = document;
  return element.contains(activeElement)
    ? stopsOf(element).indexOf(activeElement as HTMLElement)
    : -1;
}

/** The focus was in what has gone: it stays at the same stop of what came in its place. */
export function focusAgain(element: HTMLElement, index: number): void {
  stopsOf(element)[index]?.focus({ preventScroll: true });
}
