import { expect, test } from "vitest";
import { isAccepted } from "../../src/fields/accept";
import type { FileField } from "../../src/protocol";
import type { FakeSending } from "../widgets/helpers";
import { find, show, TestHost } from "./helpers";

const spec = (more: Partial<FileField> = {}): FileField => ({
  type: "file",
  name: "f",
  slot: 7,
  label: "Receipt",
  max_size: 100,
  max_total_size: 100,
  ...more,
});
const many = (more: Partial<FileField> = {}): FileField =>
  spec({ multiple: true, most: 3, max_total_size: 150, ...more });
const file = (name: string, bytes = 10, type = ""): File =>
  new File([new Uint8Array(bytes)], name, { type, lastModified: 5000 });

/** A field with what it shows and what it sends. */
function open(field: FileField = spec()) {
  const host = new TestHost();
  const control = show(field, host);
  const input = find<HTMLInputElement>(control, "input[type=file]");
  return {
    host,
    control,
    input,
    uploads: host.context.uploads,
    zone: find<HTMLElement>(control, ".webio-drop"),
    names: () =>
      [...control.element.querySelectorAll(".webio-file-name")].map((name) => name.textContent),
    states: () =>
      [...control.element.querySelectorAll(".webio-file-state")].map((state) => state.textContent),
    problem: () => find(control, ".invalid-feedback").textContent,
    choose(...files: File[]) {
      const chosen = new DataTransfer();
      for (const one of files) chosen.items.add(one);
      input.files = chosen.files;
      input.dispatchEvent(new Event("change"));
    },
  };
}

/** A drop or a paste of files. */
function bring(target: EventTarget, type: string, files: File[], types = ["Files"]): Event {
  const event = new Event(type, { bubbles: true, cancelable: true });
  const data = { files, types };
  Object.assign(event, type === "paste" ? { clipboardData: data } : { dataTransfer: data });
  target.dispatchEvent(event);
  return event;
}

const finish = (...uploads: FakeSending[]): void => {
  for (const upload of uploads) upload.end("done");
};

test("a native control with name, caption, limits and kinds", () => {
  const { control, input, zone } = open(
    spec({ accept: [".pdf", "image/*"], max_size: 2 ** 20, help_text: "one page" }),
  );
  expect(input.name).toBe("f");
  expect(input.accept).toBe(".pdf,image/*");
  expect(input.multiple).toBe(false);
  expect(zone.textContent).toBe("Drop a file here or choose a fileup to 1 MB");
  const described = input.getAttribute("aria-describedby")?.split(" ") ?? [];
  const texts = described.map((id) => document.getElementById(id)?.textContent);
  expect(texts).toEqual(["one page", "up to 1 MB"]);
  expect(find<HTMLLabelElement>(control, "label").htmlFor).toBe(input.id);
});

test("several files, limits of one and of all, a text of the program's own", () => {
  const { input, zone } = open(many({ placeholder: "Your photos" }));
  expect(input.multiple).toBe(true);
  expect(zone.textContent).toBe("Drop files here or Your photosup to 100 B each, 150 B together");
});

test("a chosen file is sent at once, and its value is what was sent", () => {
  const { control, host, uploads, choose, names, states } = open();
  expect(control.value()).toEqual([]);
  choose(file("a.txt", 10, "text/plain"));
  expect(host.told).toEqual([["changed", "f"]]);
  expect(uploads).toHaveLength(1);
  const [upload] = uploads as [FakeSending];
  expect(upload).toMatchObject({ slot: 7 });
  expect(names()).toEqual(["a.txt"]);
  expect(control.value()).toEqual([]);
  upload.progress(4);
  expect(states()).toEqual(["40 %"]);
  const bar = find(control, "[role=progressbar]");
  expect(bar.getAttribute("aria-valuenow")).toBe("40");
  expect(bar.getAttribute("aria-label")).toBe("a.txt");
  upload.end("done");
  expect(states()).toEqual(["Uploaded"]);
  expect(find(control, "[role=status]").textContent).toBe("a.txt: Uploaded");
  expect(control.value()).toEqual([
    { upload: "upload-1", name: "a.txt", type: "text/plain", modified: 5000 },
  ]);
});

test("another file takes the place of a single one", () => {
  const { uploads, choose, names, input } = open();
  choose(file("a"));
  choose(file("b"));
  expect(uploads.map(({ state }) => state)).toEqual(["cancelled", "sending"]);
  expect(names()).toEqual(["b"]);
  expect([...(input.files ?? [])].map(({ name }) => name)).toEqual(["b"]);
});

test("further files are added where several are asked for", () => {
  const { control, uploads, choose, names } = open(many());
  choose(file("a"), file("b"));
  choose(file("c"));
  expect(names()).toEqual(["a", "b", "c"]);
  finish(...uploads);
  expect(control.value()).toHaveLength(3);
});

test("a file is removed by its button, and the focus stays in the field", () => {
  const { control, uploads, choose, names, input } = open(many());
  choose(file("a"), file("b"));
  const remove = find<HTMLButtonElement>(control, "button");
  expect(remove.getAttribute("aria-label")).toBe("Remove a");
  expect(remove.type).toBe("button");
  remove.click();
  expect(uploads.map(({ state }) => state)).toEqual(["cancelled", "sending"]);
  expect(names()).toEqual(["b"]);
  expect(document.activeElement).toBe(input);
});

test("what is too large or too much is refused with its name and the limit", () => {
  const { uploads, choose, names, problem } = open(many());
  choose(file("big", 101), file("fits", 60));
  expect(problem()).toBe("“big” is too large: a file may have 100 B at most.");
  expect(names()).toEqual(["fits"]);
  choose(file("more", 95));
  expect(problem()).toBe("These files are too large: together they may have 150 B at most.");
  choose(file("a", 1), file("b", 1), file("c", 1));
  expect(problem()).toBe("These are too many files: 3 at most.");
  expect(names()).toEqual(["fits", "a", "b"]);
  expect(uploads).toHaveLength(3);
});

test("checks: required, and no file that could not be sent", () => {
  const { control, uploads, choose } = open(spec({ required: true }));
  expect(control.check()).toBe("Please choose a file.");
  choose(file("a"));
  expect(control.check()).toBeNull();
  uploads[0]?.end("failed", "upload_full");
  expect(control.check()).toBe("a: The server has no room for further files.");
  expect(find(control, ".webio-file").classList.contains("webio-file-bad")).toBe(true);
  expect(open(spec({ required: true, disabled: true })).control.check()).toBeNull();
});

test("who submits waits until all has arrived", async () => {
  const { control, uploads, choose } = open(many());
  expect(control.pending?.()).toBeNull();
  choose(file("a"), file("b"));
  let over = false;
  const wait = control.pending?.()?.then(() => {
    over = true;
  });
  uploads[0]?.end("done");
  await Promise.resolve();
  expect(over).toBe(false);
  uploads[1]?.end("failed", "upload_lost");
  await wait;
  expect(over).toBe(true);
  expect(control.pending?.()).toBeNull();
});

test("removing the last file that is on its way ends the waiting", async () => {
  const { control, choose } = open();
  choose(file("a"));
  const wait = control.pending?.();
  find<HTMLButtonElement>(control, "button").click();
  await wait;
  expect(control.value()).toEqual([]);
});

test("files are dropped; those of other kinds are not taken", () => {
  const { zone, names, problem } = open(many({ accept: [".pdf"] }));
  expect(bring(zone, "dragover", []).defaultPrevented).toBe(true);
  expect(zone.classList.contains("webio-drop-over")).toBe(true);
  const dropped = bring(zone, "drop", [file("a.pdf"), file("b.exe")]);
  expect(dropped.defaultPrevented).toBe(true);
  expect(zone.classList.contains("webio-drop-over")).toBe(false);
  expect(names()).toEqual(["a.pdf"]);
  expect(problem()).toBe("“b.exe” is not of a kind that is asked for.");
});

test("text that is dragged over the field is none of its business", () => {
  const { zone, names } = open();
  expect(bring(zone, "dragover", [], ["text/plain"]).defaultPrevented).toBe(false);
  expect(bring(zone, "drop", [], ["text/plain"]).defaultPrevented).toBe(false);
  expect(names()).toEqual([]);
});

test("a file that misses the field does not replace the page, as long as the field is there", () => {
  const { control } = open();
  expect(bring(document.body, "drop", [file("a")]).defaultPrevented).toBe(true);
  control.element.remove();
  expect(bring(document.body, "drop", [file("a")]).defaultPrevented).toBe(false);
});

test("pictures are pasted, unless a text field is to have the text", () => {
  const { names } = open();
  const text = document.createElement("textarea");
  document.body.append(text);
  bring(text, "paste", [file("table.png")], ["text/plain", "Files"]);
  expect(names()).toEqual([]);
  expect(bring(text, "paste", [file("shot.png")]).defaultPrevented).toBe(true);
  expect(names()).toEqual(["shot.png"]);
});

test("a form that is behind another one gets nothing", () => {
  const { control, names } = open();
  control.element.hidden = true;
  bring(document.body, "paste", [file("shot.png")]);
  expect(names()).toEqual([]);
});

test("a disabled field takes nothing", () => {
  const { zone, names, input } = open(spec({ disabled: true }));
  expect(input.disabled).toBe(true);
  bring(zone, "drop", [file("a")]);
  bring(document.body, "paste", [file("a")]);
  expect(names()).toEqual([]);
});

test("reset, and the end of the form, take everything back", () => {
  const { control, uploads, choose, names } = open(many());
  choose(file("a"), file("b"));
  uploads[0]?.end("done");
  control.reset();
  expect(names()).toEqual([]);
  expect(uploads.map(({ state }) => state)).toEqual(["done", "cancelled"]);
  choose(file("c"));
  control.closed?.();
  expect(uploads[2]?.state).toBe("cancelled");
});

test("the program changes the field", () => {
  const { control, choose, input, names, zone } = open(many());
  choose(file("a"));
  control.update({ label: "Photos", accept: ["image/*"], required: true, placeholder: "Pick" });
  expect(find(control, "label").textContent).toBe("Photos");
  expect(input.accept).toBe("image/*");
  expect(input.required).toBe(true);
  expect(zone.textContent).toContain("Pick");
  expect(names()).toEqual(["a"]);
  control.update({ value: [] });
  expect(names()).toEqual([]);
});

test("a problem is marked at the control and the box", () => {
  const { control, input, zone } = open();
  control.mark("no good");
  expect(input.getAttribute("aria-invalid")).toBe("true");
  expect(zone.classList.contains("is-invalid")).toBe(true);
  control.mark(null);
  expect(zone.classList.contains("is-invalid")).toBe(false);
});

test("kinds of files", () => {
  const photo = file("Photo.JPG", 1, "image/jpeg");
  expect(isAccepted(photo, [])).toBe(true);
  expect(isAccepted(photo, [".jpg"])).toBe(true);
  expect(isAccepted(photo, ["image/*"])).toBe(true);
  expect(isAccepted(photo, ["image/png", "image/JPEG"])).toBe(true);
  expect(isAccepted(photo, ["*/*"])).toBe(true);
  expect(isAccepted(photo, [".png", "text/*"])).toBe(false);
});

test("what has arrived is there after a reload; the rest has to be chosen again", () => {
  const before = open(many());
  before.choose(file("a.txt"), file("b.txt"));
  finish(before.uploads[0] as FakeSending);
  const draft = JSON.parse(JSON.stringify(before.control.draft?.()));
  const [arrived] = before.control.value() as [{ upload: string }];

  const { control, choose, names, states, uploads } = open(many());
  control.restore?.(draft);
  const lost = "The file has not arrived. Please choose it again.";
  expect(names()).toEqual(["a.txt", "b.txt"]);
  expect(states()).toEqual(["Uploaded", lost]);
  expect(find(control, "[role=status]").textContent).toBe(`b.txt: ${lost}`);
  expect(control.check()).toBe(`b.txt: ${lost}`);
  expect(control.value()).toEqual([arrived]);
  expect(control.pending?.()).toBeNull();

  choose(file("b.txt"));
  expect(names()).toEqual(["a.txt", "b.txt"]);
  finish(...uploads);
  expect(control.check()).toBeNull();
  expect(control.value()).toHaveLength(2);
});

test("what came before a reload can be removed, and counts", () => {
  const before = open(many());
  before.choose(file("a.txt", 100));
  finish(...before.uploads);

  const { control, choose, names, problem } = open(many());
  control.restore?.(before.control.draft?.() ?? null);
  choose(file("b.txt", 60));
  expect(problem()).toContain("together");
  find(control, ".webio-file-remove").click();
  choose(file("b.txt", 60));
  expect(names()).toEqual(["b.txt"]);
});

test("of an empty field nothing is kept, and nothing comes of what nobody has kept", () => {
  const { control, names } = open();
  expect(control.draft?.()).toBeUndefined();
  control.restore?.("nonsense");
  expect(names()).toEqual([]);
});
