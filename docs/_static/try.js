/* "Try it" opens the running example below its text; with a modifier key, in a tab of its own. */
"use strict";

for (const link of document.querySelectorAll("a.try-it")) {
  if (location.protocol === "file:") {
    link.remove(); // a site that is read from the disk has no server beside it
    continue;
  }
  const box = link.parentElement;
  const label = link.textContent;
  const zh = document.documentElement.lang.startsWith("zh");
  let frame = null;
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (frame) {
      frame.remove();
      frame = null;
    } else {
      frame = document.createElement("iframe");
      frame.className = "trial";
      frame.title = label;
      frame.src = `${link.href}/bare`;
      box.append(frame);
    }
    link.textContent = frame ? (zh ? "关闭" : "Close") : label;
    link.setAttribute("aria-expanded", String(frame !== null));
  });
  link.setAttribute("aria-expanded", "false");
}
