import type { FieldHost } from "../context";
import type { FormField } from "../protocol";
import { actions } from "./actions";
import { checkbox } from "./checkbox";
import { file } from "./file";
import type { Field } from "./frame";
import { input } from "./input";
import { radio } from "./radio";
import { select } from "./select";
import { slider } from "./slider";
import { textarea } from "./textarea";

type Maker<F extends FormField> = (field: F, host: FieldHost, single: boolean) => Field;

/** Each kind of field by its name on the wire. */
export const fields: { [K in FormField["type"]]: Maker<Extract<FormField, { type: K }>> } = {
  input,
  textarea,
  select,
  checkbox,
  radio,
  slider,
  actions,
  file,
};

/** Make the control of a field, whatever its kind. */
export function makeField(field: FormField, host: FieldHost, single: boolean): Field {
  const maker = fields[field.type] as Maker<FormField>;
  return maker(field, host, single);
}
