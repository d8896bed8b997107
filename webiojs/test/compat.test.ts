import { expect, it, vi } from "vitest";

interface Page {
  $: JQueryStatic;
  jQuery: JQueryStatic;
  Mustache: { render(template: string, data: object): string };
}

const page = window as unknown as Page;

it("brings what programs for Bootstrap 4 pages reckon with", async () => {
  // As the page leaves it: getters that must be gone before jQuery looks for an older `$`.
  for (const name of ["$", "jQuery"]) {
    Object.defineProperty(window, name, {
      configurable: true,
      get() {
        throw new Error(`${name} was asked for before it was there`);
      },
    });
  }
  await import("../src/lazy/compat");
  expect(page.$).toBe(page.jQuery);
  expect(page.Mustache.render("{{a}}", { a: 1 })).toBe("1");
  for (const name of ["modal", "collapse", "tab", "tooltip", "popover", "alert", "dropdown"]) {
    expect(page.$.fn[name as keyof JQuery], name).toBeTypeOf("function");
  }

  document.body.innerHTML = `
    <a id="more" href="#box" data-toggle="collapse">more</a>
    <div id="box" class="collapse">hidden</div>
    <div id="note" class="alert">x <button data-dismiss="alert">close</button></div>`;
  document.getElementById("more")?.click();
  // Waited for to its end: its timer may not outlive the test.
  await vi.waitFor(() => expect(document.getElementById("box")?.className).toBe("collapse show"));
  document.querySelector<HTMLElement>("#note button")?.click();
  expect(document.getElementById("note")).toBeNull();
});
