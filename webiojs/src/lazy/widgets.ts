// Widgets that few pages have, in one part of the bundle.

import { fillTexts } from "../i18n";
import { gridTexts } from "./grid-texts";

fillTexts("lang-en", gridTexts);

export { datatable } from "../widgets/datatable";
export { figure } from "../widgets/figure";
export { log } from "../widgets/log";
export { stream } from "../widgets/stream";
