/** Written in by the build: plain name of a lazy chunk -> its files. */
declare const __CHUNKS__: Record<string, { js: string; css?: string }>;

declare module "*.css";

declare module "*?raw" {
  const text: string;
  export default text;
}
