import type { FieldHost } from "../context";
import { t } from "../i18n";
import type { SearchSelect, SelectChunk } from "../lazy/select";
import { h } from "../page/dom";
import type { Json, Option, SelectField } from "../protocol";
import { commonAttributes, controlId, type Field, FieldFrame, setControlAttributes } from "./frame";
import { asOptions, choose, valueText } from "./options";

/** A list box shows at most so many options at once. */
const MOST_ROWS = 8;

export function select(field: SelectField, host: FieldHost, single: boolean): Field {
  const { name, multiple = false, native = true } = field;
  const control = h("select", { class: "form-select", id: controlId(field), name, multiple });
  const { readonly: _, ...attributes } = commonAttributes(field);
  let initial = field.options;
  let options: Option[] = [];
  let elements: HTMLOptionElement[] = [];
  let search: SearchSelect | undefined;
  let needed = attributes.required === true;

  const show = (wanted: Option[]): void => {
    options = wanted;
    elements = wanted.map(makeOption);
    if (!native) distinguish(elements);
    control.replaceChildren(...elements);
    if (multiple) control.size = Math.min(Math.max(wanted.length, 2), MOST_ROWS);
    // Without a mark the first option that can be chosen is, also in browsers that would skip it.
    else if (!wanted.some((option) => option.selected)) {
      control.selectedIndex = wanted.findIndex((option) => !option.disabled);
    }
  };
  const chosen = (): Json[] =>
    options.filter((_option, index) => elements[index]?.selected).map(({ value }) => value);
  const change = (operation: () => void): void => {
    if (search) search.change(operation);
    else operation();
  };

  show(initial);
  setControlAttributes(control, attributes);
  control.addEventListener("change", () => host.changed(name));
  const body = native
    ? control
    : h("div", { class: "webio-search-select webio-search-coming" }, control);
  const frame = new FieldFrame(field, body, { single, controls: () => [control] });
  if (!native) {
    makeSearchable(control, host)
      .then((made) => {
        search = made;
      })
      .catch((error: unknown) => console.warn("A select stays without search:", error))
      .finally(() => body.classList.remove("webio-search-coming"));
  }

  return {
    name,
    element: frame.element,
    value: (): Json => (multiple ? chosen() : (chosen()[0] ?? null)),
    update(changes) {
      frame.update(changes);
      const { options: wanted, value, ...others } = changes;
      if (others.required !== undefined) needed = others.required === true;
      const kept = withChoice(options, elements);
      change(() => {
        if (wanted !== undefined) {
          initial = asOptions(wanted);
          show(initial);
        } else if (search) {
          show(kept);
        }
        if (value !== undefined) show(choose(options, value, multiple));
        setControlAttributes(control, others);
      });
    },
    mark(problem) {
      frame.mark(problem);
      search?.mirror();
    },
    check: () => (needed && chosen().length === 0 ? t("required_option") : null),
    focus: () => (search ?? control).focus(),
    reset: () => change(() => show(initial)),
    labelledBy(id) {
      frame.labelledBy(id);
      search?.mirror();
    },
  };
}

async function makeSearchable(control: HTMLSelectElement, host: FieldHost): Promise<SearchSelect> {
  const chunk = await host.context.chunk<SelectChunk>("select");
  const focused = document.activeElement === control;
  const search = new chunk.SearchSelect(control, {
    nothing: t("no_results"),
    remove: t("remove_item"),
  });
  if (focused) search.focus();
  return search;
}

/** The options as they are chosen in the page. */
function withChoice(options: Option[], elements: HTMLOptionElement[]): Option[] {
  return options.map((option, index) => ({
    ...option,
    selected: elements[index]?.selected ?? false,
  }));
}

/** Give each option a value of its own. */
function distinguish(elements: HTMLOptionElement[]): void {
  const seen = new Set<string>();
  elements.forEach((element, index) => {
    if (seen.has(element.value)) element.value = `${element.value} #${index}`;
    seen.add(element.value);
  });
}

function makeOption(option: Option): HTMLOptionElement {
  const { value, label, disabled } = option;
  const element = h("option", { value: valueText(value), disabled }, label);
  element.defaultSelected = option.selected ?? false;
  element.selected = option.selected ?? false;
  return element;
}
