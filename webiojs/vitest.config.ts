import { defineConfig } from "vitest/config";

export default defineConfig({
  define: { __CHUNKS__: "{}" },
  test: {
    environment: "happy-dom",
    include: ["test/**/*.test.ts"],
    restoreMocks: true,
  },
});
