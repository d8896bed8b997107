import { expect, test, vi } from "vitest";
import type { Json } from "../../src/protocol";
import { widgets } from "../../src/widgets/registry";
import { makeContext, render, until } from "./helpers";

// DOMPurify needs a real browser: here only its place is looked at.
vi.mock("dompurify", () => ({
  default: { sanitize: (markup: string) => markup.replace(/ onclick="[^"]*"/g, "") },
}));

function show(content: string, options: Record<string, Json> = {}, sanitize = true): HTMLElement {
  return render({ type: "markdown", id: 1, content, options, sanitize });
}

test("it waits for its chunk", () => {
  expect(widgets.markdown.needs?.({ type: "markdown", id: 1, content: "" })).toEqual(["markdown"]);
});

test("a single line break breaks the line, unless the program says otherwise", () => {
  expect(show("a\nb").querySelectorAll("br")).toHaveLength(1);
  expect(show("a\nb", { breaks: false }).querySelectorAll("br")).toHaveLength(0);
});

test("options of old parsers are ignored", () => {
  expect(
    show("**x**", { smartypants: true, mangle: true, smartLists: "yes" }).textContent,
  ).toContain("x");
});

test("headings get ids, each its own", () => {
  const headings = show("# What's new?\n\n## What's new?\n\n### 标题 2").querySelectorAll(
    "h1, h2, h3",
  );
  expect([...headings].map((heading) => heading.id)).toEqual([
    "whats-new",
    "whats-new-1",
    "标题-2",
  ]);
  expect(show("# A", { headerIds: false }).querySelector("h1")?.id).toBe("");
  expect(show("# A", { headerPrefix: "doc-" }).querySelector("h1")?.id).toBe("doc-a");
});

test("what could run is taken out, unless the program vouches for it", () => {
  const source = '**x** <a onclick="run()">y</a>';
  expect(show(source).innerHTML).toContain("<strong>x</strong> <a>y</a>");
  const trusted = show(source, {}, false).querySelector("a");
  expect(trusted?.getAttribute("onclick")).toBe("run()");
});

test("tables and code get what those of the widgets have", () => {
  const element = show("|a|b|\n|-|-|\n|1|2|\n\n```python\nx = 1\n```");
  expect(element.querySelector(".webio-table > table.table")).not.toBeNull();
  const last = [...element.querySelectorAll(".webio-last")].map((cell) => cell.textContent);
  expect(last).toEqual(["1", "2"]);
  expect(element.querySelector(".webio-code > pre > code.language-python")?.textContent).toBe(
    "x = 1\n",
  );
  expect(element.querySelector(".webio-code > button")).not.toBeNull();
});

test("fenced code is coloured once the highlighter has come", async () => {
  const context = makeContext();
  const highlighted: string[] = [];
  const highlight = (code: HTMLElement, language: string): void => {
    highlighted.push(`${language}: ${code.textContent}`);
  };
  context.chunks.set("prism", { highlight });
  const content = "```py\nx\n```\n\n```\nplain\n```";
  render({ type: "markdown", id: 1, content, sanitize: false }, context);
  await until(() => highlighted.length > 0);
  expect(highlighted).toEqual(["py: x\n"]);
});

test("it tells whether it begins or ends with a heading, for the space around it", () => {
  const names = (source: string): boolean[] =>
    ["webio-begins", "webio-heads"].map((name) => show(source).classList.contains(name));
  expect(names("# A")).toEqual([true, true]);
  expect(names("# A\n\nb")).toEqual([true, false]);
  expect(names("b")).toEqual([false, false]);
});

test("a text that the parser cannot read is shown as it was written", () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
  const context = makeContext();
  context.loaded = <T>() => {
    const chunk: unknown = {
      render: () => {
        throw new RangeError("Maximum call stack size exceeded");
      },
    };
    return chunk as T;
  };
  const element = render({ type: "markdown", id: 1, content: "*x*" }, context);
  expect(element.querySelector("p.webio-text")?.textContent).toBe("*x*");
  expect(warn).toHaveBeenCalledOnce();
  warn.mockRestore();
});
