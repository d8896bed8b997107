/** Written in by the build: plain name of a lazy chunk -> its files. */
declare const __CHUNKS__: Record<string, { js: string; css?: string }>;

/** Written in by the build: name of a theme -> its style sheet. */
declare const __THEMES__: Record<string, string>;

/** Written in by the build: modes and themes of the code editor by their names. */
declare const __EDITOR__: {
  modes: Record<string, { js: string; needs: string[] }>;
  themes: Record<string, string>;
};

declare module "*.css";

declare module "*?raw" {
  const text: string;
  export default text;
}
