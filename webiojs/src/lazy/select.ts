// A select in which one can search, around the browser's own one, which stays and tells of changes.

import "../styles/select.css";
import TomSelect from "tom-select/base";
import removeButton from "tom-select/plugins/remove_button/plugin.js";

TomSelect.define("remove_button", removeButton);

/** Attributes of the select that the box in which one types has too. */
const SHARED = ["aria-describedby", "aria-invalid", "aria-labelledby"] as const;

export interface SelectTexts {
  nothing: string;
  remove: string;
}

/** The part of a select that one sees. */
export class SearchSelect {
  private tom: TomSelect;

  constructor(
    private readonly select: HTMLSelectElement,
    private readonly texts: SelectTexts,
  ) {
    this.tom = this.make();
    // Scripts and test drivers choose in the browser's own select.
    select.addEventListener("change", () => this.follow());
  }

  private make(): TomSelect {
    const { select, texts } = this;
    const tom = new TomSelect(select, {
      plugins: select.multiple ? { remove_button: { title: texts.remove } } : {},
      allowEmptyOption: true,
      copyClassesToDropdown: false,
      hideSelected: false,
      maxOptions: 1000,
      onItemAdd: () => this.choose(),
      render: {
        no_results: () => {
          const note = document.createElement("div");
          note.className = "no-results";
          note.textContent = texts.nothing;
          return note;
        },
      },
    });
    // It is there for scripts; who listens to the page hears of the box.
    select.setAttribute("aria-hidden", "true");
    this.mirror(tom);
    return tom;
  }

  /** What was typed has found its option: the next one is searched for from the start. */
  private choose(): void {
    if (!this.select.multiple || this.tom?.control_input.value === "") return;
    this.tom?.setTextboxValue("");
    this.tom?.refreshOptions(false);
  }

  private follow(): void {
    const chosen = [...this.select.selectedOptions].map((option) => option.value);
    const shown = this.tom.items as string[];
    if (chosen.length === shown.length && chosen.every((value) => shown.includes(value))) return;
    this.tom.setValue(chosen, true);
  }

  /** Change the select itself: its options, what is chosen, or whether it is disabled. */
  change(operation: () => void): void {
    const focused = this.tom.wrapper.contains(document.activeElement);
    this.tom.destroy();
    operation();
    this.tom = this.make();
    if (focused) this.focus();
  }

  /** What was said of the select holds for the box too. */
  mirror(tom = this.tom): void {
    for (const name of SHARED) {
      const value = this.select.getAttribute(name);
      if (value === null) tom.control_input.removeAttribute(name);
      else tom.control_input.setAttribute(name, value);
    }
  }

  /** Take the focus, without opening the list. */
  focus(): void {
    const { tom } = this;
    tom.settings.openOnFocus = false;
    tom.control_input.focus();
    tom.settings.openOnFocus = true;
  }
}

/** What the chunk offers. */
export interface SelectChunk {
  SearchSelect: typeof SearchSelect;
}
