import { describe, expect, it } from "vitest";
import {
  appUrl,
  ConfigError,
  ForeignBackend,
  randomId,
  readConfig,
  settle,
  trustedServers,
  trustServer,
} from "../src/config";
import { socketUrl } from "../src/transport/websocket";

const at = (path: string) => new URL(path, "https://example.org/apps/tool");

describe("the back end", () => {
  it("is the page's own address when the page was served by it", () => {
    const { backend } = settle({ assets: "?_pywebio_asset=" }, at("/apps/tool?app=a&x=1#top"));
    expect(backend.href).toBe("https://example.org/apps/tool");
  });

  it("stands beside a static page", () => {
    expect(settle({}, at("/static/index.html?x=1")).backend.href).toBe(
      "https://example.org/static/io",
    );
  });

  it("can be named by the page", () => {
    const { backend } = settle({ assets: "./a/", backend: "../io" }, at("/apps/page/"));
    expect(backend.href).toBe("https://example.org/apps/io");
  });

  it("can be named in the address on the same host", () => {
    expect(settle({}, at("/?pywebio_api=/other/io")).backend.href).toBe(
      "https://example.org/other/io",
    );
    expect(settle({}, at("/?pywebio_api=wss://example.org/ws")).backend.protocol).toBe("https:");
  });

  it("of another host is refused unless the page's owner or the visitor allows it", () => {
    const address = at("/?pywebio_api=https://else.example/io");
    expect(() => settle({}, address)).toThrow(ForeignBackend);
    expect(() => settle({}, address, ["other.example", "example"])).toThrow(ForeignBackend);
    expect(settle({}, address, ["else.example"]).backend.host).toBe("else.example");
    expect(() => settle({ allowed_backends: ["ELSE.example"] }, address)).toThrow(ForeignBackend);
    expect(() => settle({}, at("/?pywebio_api=//else.example:8080/io"), ["else.example"])).toThrow(
      ForeignBackend,
    );
    expect(settle({ allowed_backends: ["else.example"] }, address).backend.host).toBe(
      "else.example",
    );
  });
});

describe("an address that names no server", () => {
  for (const bad of [
    "javascript:alert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "http://[",
    "blob:x",
  ]) {
    it(`is refused, whoever is trusted: ${bad}`, () => {
      const address = at(`/?pywebio_api=${encodeURIComponent(bad)}`);
      const settled = () => settle({ allowed_backends: [""] }, address, ["", "null"]);
      expect(settled).toThrow(ConfigError);
      expect(settled).not.toThrow(ForeignBackend);
    });
  }
});

describe("what a visitor trusts", () => {
  it("is noted for this pair of hosts", () => {
    localStorage.clear();
    trustServer(at("/a"), "else.example");
    trustServer(at("/b"), "more.example:80");
    trustServer(at("/b"), "else.example");
    expect(trustedServers(at("/c"))).toEqual(["else.example", "more.example:80"]);
    expect(trustedServers(new URL("https://example.org.evil/"))).toEqual([]);
  });

  it("is nothing when the note is spoiled", () => {
    for (const text of ["{", "5", "[1, null]", '["example.orgelse.example"]']) {
      localStorage.setItem("webio-trusted-servers", text);
      expect(trustedServers(at("/"))).toEqual([]);
    }
    localStorage.clear();
  });
});

describe("settings", () => {
  it("take the application of the address before that of the page", () => {
    expect(settle({ app: "one" }, at("/?app=two")).app).toBe("two");
    expect(settle({ app: "one" }, at("/")).app).toBe("one");
    expect(settle({}, at("/")).app).toBe("");
  });

  it("are switched in the address", () => {
    const plain = settle({}, at("/"));
    expect([plain.animate, plain.trace, plain.debug]).toEqual([true, false, false]);
    const other = settle({ debug: true }, at("/?_pywebio_disable_animate=1&_pywebio_debug=1"));
    expect([other.animate, other.trace, other.debug]).toEqual([false, true, true]);
  });

  it("come from the page, if it has any", () => {
    expect(readConfig(document)).toBeNull();
    document.body.innerHTML =
      '<script type="application/json" id="pywebio-config">{"app": "x"}</script>';
    expect(readConfig(document)).toEqual({ app: "x" });
    document.body.innerHTML = '<script type="application/json" id="pywebio-config"></script>';
    expect(readConfig(document)).toEqual({});
  });
});

describe("addresses", () => {
  it("of the WebSocket carry the application and nothing else of the page's query", () => {
    const { backend } = settle({ assets: "?a=" }, at("/tool?app=x&secret=1"));
    expect(socketUrl(backend, "x")).toBe("wss://example.org/tool?app=x");
    expect(socketUrl(new URL("http://localhost:80/io"), "")).toBe("ws://localhost/io");
  });

  it("of another application keep the other parameters", () => {
    expect(appUrl(at("/tool?lang=de&app=a#x"), "b c")).toBe(
      "https://example.org/tool?lang=de&app=b+c",
    );
  });

  it("of views are long, of safe letters, and never the same", () => {
    const ids = new Set(Array.from({ length: 100 }, randomId));
    expect(ids.size).toBe(100);
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]{22,64}$/);
  });
});
