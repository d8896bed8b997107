/**
 * Undo every change of a text control after which its text would not match `allowed`.
 *
 * Full-width digits of East Asian keyboards are taken as digits, and with `comma` a typed comma as
 * the decimal point. Must be called before other `input` listeners are added: they do not hear of
 * what was undone.
 */
export function keepTyping(control: HTMLInputElement, allowed: RegExp, comma: boolean): void {
  let caret = 0;
  let before = control.value;
  control.addEventListener("beforeinput", () => {
    before = control.value;
    caret = control.selectionStart ?? before.length;
  });
  const check = (event: Event): void => {
    if ((event as InputEvent).isComposing) {
      event.stopImmediatePropagation();
      return;
    }
    const typed = control.value;
    const wanted = clean(typed, comma && (event as InputEvent).data === ",");
    if (allowed.test(wanted)) {
      if (wanted !== typed) put(wanted, control.selectionStart ?? wanted.length);
      return;
    }
    event.stopImmediatePropagation();
    // A program or script may have set the value meanwhile: only go back to what was allowed.
    put(allowed.test(before) ? before : "", caret);
  };
  const put = (text: string, position: number): void => {
    control.value = text;
    control.setSelectionRange(position, position);
  };
  control.addEventListener("input", check);
  control.addEventListener("compositionend", check);
}

function clean(text: string, comma: boolean): string {
  const plain = text.normalize("NFKC").replace(/−/g, "-").trim();
  return comma ? plain.replace(",", ".") : plain;
}
