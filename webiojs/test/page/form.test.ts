import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Form } from "../../src/page/form";
import type { FormField, FormShow } from "../../src/protocol";
import { type } from "../fields/helpers";
import { makeContext, until } from "../widgets/helpers";

const NAME: FormField = { type: "input", name: "name", label: "Name", required: true };
const AGE: FormField = {
  type: "input",
  name: "age",
  label: "Age",
  kind: "number",
  onchange: true,
  onblur: true,
};
const SECRET: FormField = { type: "input", name: "secret", kind: "password" };

let context = makeContext();

function open(command: Partial<FormShow> = {}): Form {
  const form = new Form(
    { cmd: "form.show", form: 4, label: "You", fields: [NAME, AGE], ...command },
    context,
  );
  document.body.replaceChildren(form.element);
  return form;
}

function get<T extends HTMLElement>(selector: string): T {
  const found = document.querySelector<T>(selector);
  if (!found) throw new Error(`There is no ${selector}`);
  return found;
}

const field = (name: string): HTMLInputElement => get(`[name=${name}]`);
const press = (kind: string): void => get(`button[type=${kind}]`).click();
const problem = (name: string): string =>
  field(name).closest(".webio-field")?.querySelector(".invalid-feedback")?.textContent ?? "";

beforeEach(() => {
  context = makeContext();
});

describe("what it looks like", () => {
  test("a card with its title as header, which names the form", () => {
    open();
    const title = get(".card > .card-header");
    expect(title.textContent).toBe("You");
    expect(get("form.card").getAttribute("aria-labelledby")).toBe(title.id);
    expect(get<HTMLFormElement>("form").noValidate).toBe(true);
  });

  test("without a title it has a name all the same", () => {
    open({ label: "" });
    expect(document.querySelector(".card-header")).toBeNull();
    expect(get("form").getAttribute("aria-label")).toBe("Form");
    expect(get("form").hasAttribute("aria-labelledby")).toBe(false);
  });

  test("the title names a single field", () => {
    open({ fields: [NAME], titled: true });
    expect(document.querySelector("label")).toBeNull();
    expect(field("name").getAttribute("aria-labelledby")).toBe(get(".card-header").id);
  });

  test("the title names a field that has no label, until it gets one", () => {
    const form = open({ fields: [{ ...NAME, label: "" }] });
    expect(field("name").getAttribute("aria-labelledby")).toBe(get(".card-header").id);
    form.update("name", { label: "Your name" });
    expect(field("name").hasAttribute("aria-labelledby")).toBe(false);
  });

  test("without a title there is no header", () => {
    open({ label: "" });
    expect(document.querySelector(".card-header")).toBeNull();
  });

  test("buttons: submit and reset always, cancel where it is allowed, none where a field brings them", () => {
    open();
    expect([...document.querySelectorAll("button")].map((one) => one.type)).toEqual([
      "submit",
      "reset",
    ]);
    open({ cancelable: true });
    expect(document.querySelectorAll("button[type=button]")).toHaveLength(1);
    open({ buttons: false });
    expect(document.querySelectorAll("button")).toHaveLength(0);
  });
});

describe("submit", () => {
  test("sends the values once, until it is answered", () => {
    open();
    type(field("name"), "Ada");
    type(field("age"), "36");
    context.sent.length = 0;
    press("submit");
    press("submit");
    expect(context.sent).toEqual([
      { event: "form.submit", form: 4, values: { name: "Ada", age: "36" } },
    ]);
    expect(get("form").getAttribute("aria-busy")).toBe("true");
  });

  test("shows that it is on its way when that takes its time", () => {
    vi.useFakeTimers();
    const form = open({ fields: [{ ...NAME, value: "Ada" }] });
    const busy = () => get("form").classList.contains("webio-busy");
    press("submit");
    vi.advanceTimersByTime(290);
    expect(busy()).toBe(false);
    vi.advanceTimersByTime(20);
    expect(busy()).toBe(true);
    form.mark({ name: "no" }, true);
    expect(busy()).toBe(false);
    press("submit");
    form.closed();
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  test("is not sent while the page itself sees a problem, which is shown at the field", () => {
    open();
    type(field("age"), "-");
    context.sent.length = 0;
    press("submit");
    expect(context.sent).toEqual([]);
    expect(problem("name")).toBe("Please fill in this field.");
    expect(problem("age")).toBe("Please enter a number.");
    expect(document.activeElement).toBe(field("name"));
  });

  test("can be tried again after a refusal, with the focus on the first bad field", () => {
    const form = open({ fields: [{ ...NAME, value: "Ada" }, AGE] });
    press("submit");
    form.mark({ age: "@too_small|10", name: null }, true);
    expect(problem("age")).toBe("Please enter 10 or more.");
    expect(document.activeElement).toBe(field("age"));
    expect(get("form").hasAttribute("aria-busy")).toBe(false);
    press("submit");
    expect(context.sent.filter((event) => event.event === "form.submit")).toHaveLength(2);
    expect(problem("age")).toBe("");
  });

  test("works by the form itself, also for scripts that call submit()", () => {
    open({ fields: [{ ...NAME, value: "a" }] });
    get<HTMLFormElement>("form").submit();
    expect(context.sent).toHaveLength(1);
  });

  test("by a button of an actions field brings its value, other ways do not", () => {
    const actions: FormField = {
      type: "actions",
      name: "do",
      buttons: [
        { label: "Save", value: "save" },
        { label: "Drop", value: null },
      ],
    };
    open({ fields: [SECRET, actions], buttons: false });
    press("submit");
    expect(context.sent).toEqual([
      { event: "form.submit", form: 4, values: { secret: "", do: "save" } },
    ]);
    open({ fields: [SECRET, actions] });
    context.sent.length = 0;
    get<HTMLElement>(".webio-form-bar > [type=submit]").click();
    expect(context.sent).toEqual([
      { event: "form.submit", form: 4, values: { secret: "", do: null } },
    ]);
  });
});

describe("problems told by the program", () => {
  test("stand there from the start if there are some, and go when the field changes", () => {
    open({ marks: { age: "Too young" } });
    expect(problem("age")).toBe("Too young");
    type(field("age"), "1");
    expect(problem("age")).toBe("");
  });

  test("of no field are shown for the whole form", () => {
    const form = open();
    form.mark({ "": "Nothing goes" }, true);
    expect(get("[role=alert]").textContent).toBe("Nothing goes");
    expect(get("[role=alert]").hidden).toBe(false);
  });

  test("do not move a button away while it is pressed", async () => {
    const form = open();
    get("button[type=submit]").dispatchEvent(new Event("pointerdown", { bubbles: true }));
    form.mark({ age: "Too young" }, false);
    expect(problem("age")).toBe("");
    window.dispatchEvent(new Event("pointerup"));
    await until(() => problem("age") === "Too young");
  });
});

describe("what is told while the visitor types", () => {
  test("changes and leaving, of fields that the program listens to", () => {
    open();
    type(field("name"), "a");
    field("name").dispatchEvent(new Event("blur"));
    expect(context.sent).toEqual([]);
    type(field("age"), "7");
    field("age").dispatchEvent(new Event("blur"));
    expect(context.sent).toEqual([
      { event: "form.change", form: 4, name: "age", value: "7" },
      { event: "form.blur", form: 4, name: "age", value: "7" },
    ]);
  });

  test("cancel", () => {
    open({ cancelable: true });
    press("button");
    expect(context.sent).toEqual([{ event: "form.cancel", form: 4 }]);
  });
});

describe("the second half of a double click on the form before this one", () => {
  const optional = { fields: [{ ...NAME, required: false }] };
  let now = 1000;
  const click = (detail: number): void => {
    get("button[type=submit]").dispatchEvent(
      new MouseEvent("click", { detail, bubbles: true, cancelable: true }),
    );
  };

  beforeEach(() => {
    now = 1000;
    vi.spyOn(performance, "now").mockImplementation(() => now);
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  test("is not for this one", () => {
    open(optional);
    click(2);
    expect(context.sent).toEqual([]);
    click(1);
    expect(context.sent).toHaveLength(1);
  });

  test("nor is it when this one has stood behind that one", () => {
    const form = open(optional);
    click(1);
    form.mark({}, true);
    now += 5000;
    form.inFront();
    now += 100;
    click(2);
    expect(context.sent).toHaveLength(1);
  });

  test("is none when the form has been seen: quick clicks answer one question after the other", () => {
    open(optional);
    now += 400;
    click(5);
    expect(context.sent).toHaveLength(1);
  });
});

test("reset brings the first state back and takes the problems away", () => {
  const form = open({ fields: [{ ...NAME, value: "Ada" }] });
  type(field("name"), "x");
  form.mark({ name: "No" }, true);
  press("reset");
  expect(field("name").value).toBe("Ada");
  expect(problem("name")).toBe("");
});

test("the program changes a field", () => {
  open().update("name", { value: "Bob", label: "Who?" });
  expect(field("name").value).toBe("Bob");
  expect(get("label").textContent).toBe("Who?");
});

test("the focus begins at the first text field, or where the program wants it", () => {
  const box: FormField = { type: "checkbox", name: "box", options: [{ label: "a", value: 1 }] };
  open({ fields: [box, { ...NAME, readonly: true }, AGE] }).focus();
  expect(document.activeElement).toBe(field("age"));
  open({ fields: [NAME, { ...AGE, auto_focus: true }] }).focus();
  expect(document.activeElement).toBe(field("age"));
  open({ fields: [box] }).focus();
  expect(document.activeElement).toBe(field("box"));
});

test("a draft keeps what was entered, but never passwords", () => {
  const select: FormField = {
    type: "select",
    name: "pick",
    options: [
      { label: "a", value: 1 },
      { label: "b", value: 2 },
    ],
  };
  const fields = [NAME, SECRET, select];
  const form = open({ fields });
  type(field("name"), "Ada");
  type(field("secret"), "hush");
  get<HTMLSelectElement>("select").selectedIndex = 1;
  const draft = form.draft();
  expect(draft).toEqual({ name: "Ada", pick: 2 });
  const again = open({ fields });
  again.restore({ ...draft, secret: "x", gone: 1 });
  expect(again.draft()).toEqual(draft);
  expect(field("secret").value).toBe("");
});

test("a reset tells of the fields that go back, since others may depend on them", () => {
  const form = open();
  type(field("age"), "5");
  context.sent.length = 0;
  form.reset();
  expect(context.sent).toEqual([{ event: "form.change", form: 4, name: "age", value: "" }]);
});

test("the label of a single field is the title, also when it changes", () => {
  const form = open({ fields: [NAME], titled: true });
  form.update("name", { label: "Your name" });
  expect(get(".card-header").textContent).toBe("Your name");
});

describe("files on their way", () => {
  const FILE: FormField = {
    type: "file",
    name: "file",
    slot: 3,
    max_size: 100,
    max_total_size: 100,
  };
  const choose = (): void => {
    const chosen = new DataTransfer();
    chosen.items.add(new File(["abc"], "a.txt"));
    field("file").files = chosen.files;
    field("file").dispatchEvent(new Event("change"));
  };

  test("a submit waits for them, and is sent once", async () => {
    open({ fields: [FILE] });
    choose();
    press("submit");
    press("submit");
    expect(get("form").getAttribute("aria-busy")).toBe("true");
    expect(context.sent).toEqual([]);
    context.uploads[0]?.end("done");
    await until(() => context.sent.length > 0);
    expect(context.sent).toEqual([
      {
        event: "form.submit",
        form: 4,
        values: { file: [expect.objectContaining({ upload: "upload-1", name: "a.txt" })] },
      },
    ]);
  });

  test("one that cannot be sent stops the submit", async () => {
    open({ fields: [FILE] });
    choose();
    press("submit");
    context.uploads[0]?.end("failed", "upload_full");
    await until(() => problem("file") !== "");
    expect(problem("file")).toBe("a.txt: The server has no room for further files.");
    expect(get("form").hasAttribute("aria-busy")).toBe(false);
    expect(context.sent).toEqual([]);
  });

  test("other problems are shown without waiting", () => {
    open({ fields: [NAME, FILE] });
    choose();
    press("submit");
    expect(problem("name")).toBe("Please fill in this field.");
    expect(get("form").hasAttribute("aria-busy")).toBe(false);
  });

  test("a form that has gone takes its files back and submits nothing", async () => {
    const form = open({ fields: [FILE] });
    choose();
    press("submit");
    form.closed();
    expect(context.uploads[0]?.state).toBe("cancelled");
    await Promise.resolve();
    expect(context.sent).toEqual([]);
  });

  test("of them a draft has what they are, not what is in them", () => {
    const form = open({ fields: [NAME, FILE] });
    choose();
    context.uploads[0]?.end("done");
    const draft = form.draft();
    expect(Object.keys(draft)).toEqual(["file"]);
    expect(draft.file).toMatchObject([{ name: "a.txt", upload: context.uploads[0]?.id }]);
    form.restore({ ...draft, name: "Ann" });
    expect(form.draft().name).toBe("Ann");
  });
});
