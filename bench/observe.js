// Runs before any script of the measured page and sees every change of the document.
(() => {
  const waits = new Set();

  const holds = (node, marker) => (node.textContent ?? "").includes(marker);

  // Shown means: it has a box. Asking for the box also does the layout that is due.
  const finish = (wait, node) => {
    const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
    if (element?.isConnected && element.getClientRects().length > 0) {
      wait.resolve(performance.now());
    } else {
      requestAnimationFrame(() => finish(wait, element?.isConnected ? element : document.body));
    }
  };

  const check = (nodes) => {
    for (const wait of [...waits]) {
      const node = nodes.findLast((candidate) => holds(candidate, wait.marker));
      if (node) {
        waits.delete(wait);
        finish(wait, node);
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

  const button = (label) =>
    [...document.querySelectorAll("button")].find((each) => each.textContent.trim() === label);

  const field = () =>
    [...document.querySelectorAll("form input:not([type=hidden])")]
      .filter((each) => each.getClientRects().length > 0)
      .at(-1);

  const found = async (find) => {
    for (;;) {
      const element = find();
      if (element) return element;
      await new Promise(requestAnimationFrame);
    }
  };

  window.bench = {
    first: visible("first-output"),

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
        input.value = `value ${number}`;
        input.dispatchEvent(new Event("input", { bubbles: true }));
        const submit = input.closest("form").querySelector("button[type=submit]");
        const seen = visible(`question-${number + 1};`);
        const start = performance.now();
        submit.click();
        times.push((await seen) - start);
      }
      return times;
    },
  };
})();
