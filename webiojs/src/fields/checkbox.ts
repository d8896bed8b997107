import type { FieldHost } from "../context";
import type { CheckboxField } from "../protocol";
import { boxes } from "./boxes";
import type { Field } from "./frame";

export function checkbox(field: CheckboxField, host: FieldHost, single: boolean): Field {
  return boxes(field, host, single, true);
}
