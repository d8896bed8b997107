/** Put a text on the clipboard; true if that worked. */
export async function copyText(text: string): Promise<boolean> {
  // The clipboard is only there on secure origins; many tools are served over plain HTTP.
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

function copyBySelection(text: string): boolean {
  const area = document.createElement("textarea");
  const focused = document.activeElement;
  area.value = text;
  area.style.cssText = "position:fixed;inset-block-start:0;opacity:0";
  // Inside a modal dialog nothing outside of it can be selected.
  (focused?.closest("dialog") ?? document.body).append(area);
  area.select();
  try {
    return document.execCommand("copy");
  } catch {
    return false;
  } finally {
    area.remove();
    if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  }
}
