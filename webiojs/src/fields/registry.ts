import type { FieldHost } from "../context";
import type { FileChunk } from "../lazy/file";
import type { FileField, FormField } from "../protocol";
import { actions } from "./actions";
import { checkbox } from "./checkbox";
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

/** It comes with the first field of its kind (see Chunks). */
function file(field: FileField, host: FieldHost, single: boolean): Field {
  const chunk = host.context.loaded<FileChunk>("file");
  if (chunk === undefined) throw new Error("the part of the page for files could not be loaded");
  return chunk.file(field, host, single);
}

/** Make the control of a field, whatever its kind. */
export function makeField(field: FormField, host: FieldHost, single: boolean): Field {
  const maker = fields[field.type] as Maker<FormField>;
  return maker(field, host, single);
}
