import { defineConfig } from "vitest/config";

export default defineConfig({
  // Chunks for test/lazy.test.ts.
  define: {
    __CHUNKS__: JSON.stringify({
      probe: { js: "export const made = {}" },
      broken: { js: "not a script" },
      "lang-fr": { js: "export const texts = { submit: 'Envoyer', cancel: 'Annuler' }" },
      "lang-zh": { js: "export const texts = { submit: '提交' }" },
      "lang-fa": { js: "export const texts = { submit: 'ارسال' }" },
    }),
    __THEMES__: JSON.stringify({ minty: "theme-minty.css", yeti: "theme-yeti.css" }),
  },
  test: {
    environment: "happy-dom",
    include: ["test/**/*.test.ts"],
    restoreMocks: true,
  },
});
