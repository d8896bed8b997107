import { defineConfig } from "vitest/config";

export default defineConfig({
  define: { __CHUNKS__: "{}" },
  test: {
    environment: "happy-dom",
    environmentOptions: {
      happyDOM: {
        settings: {
          // Scripts of tests run; nothing is fetched.
          enableJavaScriptEvaluation: true,
          suppressInsecureJavaScriptEnvironmentWarning: true,
          disableJavaScriptFileLoading: true,
        },
      },
    },
    include: ["test/**/*.test.ts"],
    restoreMocks: true,
  },
});
