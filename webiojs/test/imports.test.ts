// Imports point one way: no module needs, however indirectly, one that needs it.

/// <reference types="vite/client" />
import { expect, it } from "vitest";

const sources = import.meta.glob<string>("../src/**/*.ts", {
  query: "?raw",
  import: "default",
  eager: true,
});

/** The modules of ours that a module names, for types too. */
function needs(file: string): string[] {
  const text = sources[file] as string;
  const found = text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g);
  const paths = [...found].map(([, name]) => new URL(name as string, `http://x/${file.slice(3)}`));
  return paths.flatMap(({ pathname }) =>
    [`..${pathname}.ts`, `..${pathname}/index.ts`].filter((one) => one in sources),
  );
}

function findCycle(graph: Map<string, string[]>): string[] | null {
  const done = new Set<string>();
  const visit = (file: string, path: string[]): string[] | null => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return null;
    for (const next of graph.get(file) ?? []) {
      const cycle = visit(next, [...path, file]);
      if (cycle !== null) return cycle;
    }
    done.add(file);
    return null;
  };
  for (const file of graph.keys()) {
    const cycle = visit(file, []);
    if (cycle !== null) return cycle;
  }
  return null;
}

it("a circle would be found", () => {
  const graph = { a: ["b"], b: ["c"], c: ["b"], d: [] };
  expect(findCycle(new Map(Object.entries(graph)))).toEqual(["b", "c", "b"]);
});

it("no import goes round in a circle", () => {
  const all = Object.keys(sources);
  const graph = new Map(all.map((file) => [file, needs(file)] as const));
  expect([...graph.values()].flat().length).toBeGreaterThan(all.length);
  expect(findCycle(graph) ?? []).toEqual([]);
});
