import { beforeEach, describe, expect, it } from "vitest";
import { PartLine } from "../src/transport/parts";
import type { Post } from "../src/transport/upload";

const URL_OF_PART = "http://host/tool?_pywebio_upload=sid/secret/7/id&size=10&offset=4";

let posted: ((status: number) => void)[];
let sent: Blob[];
let open: boolean;
let statuses: number[];
let line: PartLine;

const http: Post = (_url, _body, _progress, done) => {
  posted.push(done);
  return () => undefined;
};

function post(): () => void {
  return line.post(
    URL_OF_PART,
    new Blob(["abc"]),
    () => undefined,
    (status) => statuses.push(status),
  );
}

beforeEach(() => {
  posted = [];
  sent = [];
  statuses = [];
  open = true;
  line = new PartLine(http, (bytes) => {
    if (open) sent.push(bytes);
    return open;
  });
});

describe("parts of files", () => {
  it("are posted where that is taken", () => {
    post();
    posted[0]?.(200);
    post();
    posted[1]?.(413);
    expect(statuses).toEqual([200, 413]);
    expect(line.needed).toBe(false);
  });

  it("go on the line of the page after they were refused, which asks for another try", async () => {
    post();
    posted[0]?.(405);
    expect(statuses).toEqual([425]);
    expect(line.needed).toBe(true);
    post();
    expect(posted.length).toBe(1);
    const [head, body] = (await sent[0]?.text())?.split("\n") ?? [];
    expect(JSON.parse(head ?? "")).toEqual({
      part: 1,
      upload: "sid/secret/7/id",
      size: 10,
      offset: 4,
    });
    expect(body).toBe("abc");
    line.received({ type: "received", part: 1, status: 200 });
    line.received({ type: "received", part: 1, status: 200 });
    expect(statuses).toEqual([425, 200]);
  });

  it("are tried later when the line is lost, or was not there", async () => {
    line.needed = true;
    post();
    line.lost();
    expect(statuses).toEqual([0]);
    open = false;
    post();
    await Promise.resolve();
    expect(statuses).toEqual([0, 0]);
  });

  it("that were taken back are not heard of any more", () => {
    line.needed = true;
    post()();
    line.received({ type: "received", part: 1, status: 200 });
    expect(statuses).toEqual([]);
  });
});
