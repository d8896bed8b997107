declare module "prismjs/components/prism-core" {
  import type * as Prism from "prismjs";

  const core: typeof Prism;
  export default core;
}
