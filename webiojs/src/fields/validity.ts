import { t } from "../i18n";

type TextControl = HTMLInputElement | HTMLTextAreaElement;

const TYPE_PROBLEMS: Record<string, string> = {
  url: "not_url",
  date: "not_date",
  time: "not_time",
  "datetime-local": "not_datetime",
  color: "not_color",
};

/** What is wrong with the text of a control, or null. Lengths count also what was not typed. */
export function textProblem(control: TextControl): string | null {
  const { value } = control;
  if (control.disabled || control.readOnly) return null;
  const { validity } = control;
  if (validity.badInput) return t(TYPE_PROBLEMS[control.type] ?? "invalid");
  if (value === "") return control.required ? t("required") : null;
  return lengthProblem(control) ?? valueProblem(control);
}

function lengthProblem(control: TextControl): string | null {
  const { value, minLength, maxLength } = control;
  if (minLength > 0 && value.length < minLength) return t("too_short", minLength);
  if (maxLength >= 0 && value.length > maxLength) return t("too_long", maxLength);
  return null;
}

function valueProblem(control: TextControl): string | null {
  const { validity } = control;
  if (validity.typeMismatch) return t(TYPE_PROBLEMS[control.type] ?? "invalid");
  if (validity.patternMismatch) return control.title || t("pattern");
  const limits = control as HTMLInputElement;
  if (validity.rangeUnderflow) return t("too_small", limits.min);
  if (validity.rangeOverflow) return t("too_big", limits.max);
  if (validity.stepMismatch) return t("step", limits.step);
  return null;
}

/** What is wrong with a number written as text, or null. */
export function numberProblem(control: HTMLInputElement, whole: boolean): string | null {
  const text = control.value.trim();
  if (text === "" || control.disabled || control.readOnly) return textProblem(control);
  const value = Number(text);
  if (!Number.isFinite(value)) return t("not_number");
  if (whole && !Number.isInteger(value)) return t("not_integer");
  return limitProblem(control, value) ?? lengthProblem(control) ?? valueProblem(control);
}

function limitProblem(control: HTMLInputElement, value: number): string | null {
  const min = limit(control, "min");
  const max = limit(control, "max");
  const step = limit(control, "step");
  if (min !== null && value < min) return t("too_small", min);
  if (max !== null && value > max) return t("too_big", max);
  if (step !== null && step > 0) {
    const steps = (value - (min ?? 0)) / step;
    if (Math.abs(steps - Math.round(steps)) > 1e-9 * Math.max(1, Math.abs(steps)))
      return t("step", step);
  }
  return null;
}

function limit(control: HTMLInputElement, name: string): number | null {
  const text = control.getAttribute(name);
  if (text === null || text.trim() === "") return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}
