// Rows of data tables, as the widget and the grid in its own chunk know them.

import type { Json } from "../protocol";

export type RowId = string | number;
export type Pair = [RowId, Json];
