import type { FieldHost } from "../context";
import type { RadioField } from "../protocol";
import { boxes } from "./boxes";
import type { Field } from "./frame";

export function radio(field: RadioField, host: FieldHost, single: boolean): Field {
  return boxes(field, host, single, false);
}
