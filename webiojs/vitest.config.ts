import { defineConfig } from "vitest/config";

export default defineConfig({
  // Chunks for test/lazy.test.ts.
  define: {
    __CHUNKS__: JSON.stringify({
      probe: { js: "export const made = {}" },
      broken: { js: "not a script" },
    }),
  },
  test: {
    environment: "happy-dom",
    include: ["test/**/*.test.ts"],
    restoreMocks: true,
  },
});
