// Runs before any script of the measured page and sees every change of the document.
(() => {
  const waits = new Set();

  const unseen = new Set(["SCRIPT", "STYLE", "TEMPLATE", "NOSCRIPT"]);

  const hasBox = (element) => element.getClientRects().length > 0;

  // The element in or around a node that shows the marker, or will; null if there is none.
  const place = (node, marker) => {
    if (!(node?.textContent ?? "").includes(marker) || unseen.has(node.tagName)) return null;
    const texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    let later = null;
    let text = node.nodeType === Node.TEXT_NODE ? node : texts.nextNode();
    for (; text; text = texts.nextNode()) {
      const element = text.parentElement;
      if (!text.data.includes(marker) || !element || unseen.has(element.tagName)) continue;
      if (hasBox(element)) return element;
      later ??= element;
    }
    return later ?? ((node.innerText ?? "").includes(marker) ? node : null); // of several texts
  };

  // Shown means: it has a box. Asking for the box also does the layout that is due.
  const finish = (wait, element) => {
    if (element?.isConnected && hasBox(element)) wait.resolve(performance.now());
    else requestAnimationFrame(() => finish(wait, place(document.body, wait.marker)));
  };

  const lastPlace = (nodes, marker) => {
    for (const node of nodes.toReversed()) {
      const element = place(node, marker);
      if (element) return element;
    }
    return null;
  };

  const check = (nodes) => {
    for (const wait of [...waits]) {
      const element = lastPlace(nodes, wait.marker);
      if (element) {
        waits.delete(wait);
        finish(wait, element);
      }
    }
  };

  new MutationObserver((records) => {
    if (waits.size === 0) return;
    const nodes = [];
    for (const record of records) {
      if (record.type === "characterData") nodes.push(record.target);
      else nodes.push(...record.addedNodes);
    }
    check(nodes);
  }).observe(document, { childList: true, subtree: true, characterData: true });

  const visible = (marker) =>
    new Promise((resolve) => {
      waits.add({ marker, resolve });
    });

  // When a page that is given its content is given it: its first WebSocket has said something.
  window.WebSocket = class extends WebSocket {
    constructor(...options) {
      super(...options);
      const heard = () => {
        window.bench.heard ??= performance.now();
      };
      this.addEventListener("message", heard, { once: true });
    }
  };

  const button = (label) =>
    [...document.querySelectorAll("button")].find((each) => each.textContent.trim() === label);

  const field = () =>
    [...document.querySelectorAll("input:not([type=hidden]), textarea")]
      .filter((each) => each.getClientRects().length > 0)
      .at(-1);

  // Frameworks put setters of their own before that of the element, to see what visitors type.
  const enter = (input, text) => {
    const { set } = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(input), "value");
    set.call(input, text);
    input.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const submitOf = (input) =>
    input.closest("form")?.querySelector("button[type=submit]") ?? button("Submit");

  const found = async (find) => {
    for (;;) {
      const element = find();
      if (element) return element;
      await new Promise(requestAnimationFrame);
    }
  };

  window.bench = {
    // What a page shows by itself: the address may say what to wait for.
    first: visible(new URLSearchParams(location.search).get("until") ?? "first-output"),

    shownFirst() {
      return this.first;
    },

    // Milliseconds from a click to the sight of the last of the lines that it brings.
    async lines(amount) {
      const target = await found(() => button(String(amount)));
      const seen = visible(`#${amount - 1}#`);
      const start = performance.now();
      target.click();
      return (await seen) - start;
    },

    // Milliseconds from a click on a button to the sight of a text.
    async shown(label, marker) {
      const target = await found(() => button(label));
      const seen = visible(marker);
      const start = performance.now();
      target.click();
      return (await seen) - start;
    },

    // Milliseconds from each click to the sight of its answer.
    async presses(amount) {
      const target = await found(() => button("press"));
      const times = [];
      for (let number = 0; number < amount; number += 1) {
        const seen = visible(`pong-${number};`);
        const start = performance.now();
        target.click();
        times.push((await seen) - start);
      }
      return times;
    },

    // Milliseconds from each submit to the sight of the next question.
    async answers(amount) {
      const times = [];
      for (let number = 0; number < amount; number += 1) {
        const input = await found(field);
        enter(input, `value ${number}`);
        const submit = await found(() => submitOf(input));
        const seen = visible(`question-${number + 1};`);
        const start = performance.now();
        submit.click();
        times.push((await seen) - start);
      }
      return times;
    },

    // The same among lines that come without end, with pauses, as people make them.
    async pressesNowAndThen(amount) {
      const target = await found(() => button("press"));
      const times = [];
      for (let number = 0; number < amount; number += 1) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        const seen = visible(`pong-${number};`);
        const start = performance.now();
        target.click();
        times.push((await seen) - start);
      }
      return times;
    },

    // Milliseconds from the first word of the server to the sight of the last line, and those that
    // the same elements take when they are put into the same page at once.
    async snapshot(marker) {
      const seen = await this.first;
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      let line = walker.nextNode();
      while (!line.data.includes(marker)) line = walker.nextNode();
      const box = line.parentElement.parentElement;
      const html = box.innerHTML;
      box.replaceChildren();
      box.getBoundingClientRect();
      const start = performance.now();
      box.innerHTML = html;
      box.lastElementChild.getClientRects();
      return [seen - this.heard, performance.now() - start, box.childElementCount];
    },

    // Milliseconds from the making of each line on the server to its sight, and their count.
    async stream() {
      const target = await found(() => button("start"));
      const times = new Map();
      const line = /line #(\d+)# of ([\d.]+);/;
      const look = (node) => {
        const [, number, made] = line.exec(node.textContent ?? "") ?? [];
        const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
        if (number === undefined || !(element?.getClientRects().length > 0)) return;
        times.set(number, performance.timeOrigin + performance.now() - Number(made));
      };
      const observer = new MutationObserver((records) => {
        for (const record of records) record.addedNodes.forEach(look);
      });
      observer.observe(document.body, { childList: true, subtree: true });
      const end = visible("stream-end");
      target.click();
      await end;
      return [...times.values()];
    },

    // Milliseconds from the submit of a chosen file to the sight of the answer.
    async sent(marker) {
      const seen = visible(marker);
      const start = performance.now();
      const input = document.querySelector("input[type=file]"); // some take it away meanwhile
      if (input) submitOf(input)?.click();
      if (document.body.textContent.includes(marker)) return 0; // sent when it was chosen
      return (await seen) - start;
    },

    async click(label) {
      (await found(() => button(label))).click();
    },
  };
})();
