import { beforeEach, expect, it, vi } from "vitest";
import type { Output } from "../../src/protocol";
import { readLook, restoreLook } from "../../src/reload/look";
import { makeContext } from "../widgets/helpers";

const text = (id: number): Output => ({ type: "text", id, content: `text ${id}` });
const PAGE: Output[] = [
  {
    type: "tabs",
    id: 1,
    tabs: [
      { title: "a", contents: [text(2)] },
      {
        title: "b",
        contents: [
          { type: "tabs", id: 3, tabs: ["c", "d"].map((title) => ({ title, contents: [] })) },
        ],
      },
    ],
  },
  { type: "collapse", id: 4, title: "more", contents: [text(5)] },
  { type: "collapse", id: 6, title: "less", contents: [text(7)], open: true },
  { type: "scrollable", id: 8, contents: [text(9)] },
];

function show(outputs = PAGE) {
  const context = makeContext();
  const { tree } = context;
  context.render = (node) => tree.build(node);
  document.body.replaceChildren(...outputs.map((output) => tree.build(output)));
  return tree;
}

const tabs = (id: number, tree: ReturnType<typeof show>) =>
  [...(tree.element(id)?.querySelectorAll(":scope > [role=tablist] > [role=tab]") ?? [])].map(
    (head) => head.getAttribute("aria-selected"),
  );

let place = 0;

beforeEach(() => {
  place = 0;
  vi.stubGlobal("scrollTo", ({ top }: { top: number }) => {
    place = top;
  });
});

it("what is open is open again", () => {
  const before = show();
  for (const id of [1, 3]) {
    const heads = before.element(id)?.querySelectorAll<HTMLElement>(":scope > div > [role=tab]");
    heads?.[1]?.click();
  }
  before.element(4)?.setAttribute("open", "");
  before.element(6)?.removeAttribute("open");
  (before.element(8) as HTMLElement).scrollTop = 55;
  const look = readLook(before);
  expect(look.nodes).toEqual({ 1: 1, 3: 1, 4: 1, 6: 0, 8: 55 });
  const after = show();
  restoreLook(look, after, true);
  expect(tabs(1, after)).toEqual(["false", "true"]);
  expect(tabs(3, after)).toEqual(["false", "true"]);
  expect(after.element(4)?.hasAttribute("open")).toBe(true);
  expect(after.element(6)?.hasAttribute("open")).toBe(false);
  expect(after.element(8)?.scrollTop).toBe(55);
});

it("what has gone or become another kind is left as it is", () => {
  const look = { left: 0, top: 0, nodes: { 1: 1, 4: 1, 99: 3 } };
  const after = show([text(1), { type: "tabs", id: 4, tabs: [{ title: "a", contents: [] }] }]);
  restoreLook(look, after, true);
  expect(tabs(4, after)).toEqual(["true"]);
});

it("the page is scrolled to where it was, unless it follows its end", () => {
  restoreLook({ left: 0, top: 700, nodes: {} }, show(), true);
  expect(place).toBe(700);
  place = 0;
  restoreLook({ left: 0, top: 700, nodes: {} }, show(), false);
  expect(place).toBe(0);
});
