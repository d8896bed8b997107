/* "Try it" opens the running example below its text; with a modifier key, in a tab of its own.
   "Copy" copies the text. Without scripts the links open the examples, and text can be selected. */
"use strict";

const chinese = document.documentElement.lang.startsWith("zh");

for (const code of document.querySelectorAll("div.highlight > pre")) {
  if (!navigator.clipboard) break; // only pages of this machine or with HTTPS have one
  const text = code.textContent;
  const button = document.createElement("button");
  const label = chinese ? "复制" : "Copy";
  button.className = "copy";
  button.type = "button";
  button.textContent = label;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text);
    button.textContent = chinese ? "已复制" : "Copied";
    setTimeout(() => (button.textContent = label), 1500);
  });
  code.after(button);
}

for (const link of document.querySelectorAll("a.try-it")) {
  if (location.protocol === "file:") {
    link.remove(); // a site that is read from the disk has no server beside it
    continue;
  }
  const box = link.parentElement;
  const label = link.textContent;
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
      frame.title = link.closest("section")?.querySelector("h1, h2, h3")?.firstChild.textContent ?? label;
      frame.src = `${link.href}/bare`;
      box.append(frame);
    }
    link.textContent = frame ? (chinese ? "关闭" : "Close") : label;
    link.setAttribute("aria-expanded", String(frame !== null));
  });
  link.setAttribute("aria-expanded", "false");
}
