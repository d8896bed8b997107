import { describe, expect, it } from "vitest";
import { appUrl, ConfigError, readConfig, settle } from "../src/config";
import { randomId } from "../src/hello";
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

  it("of another host is refused unless the page's owner allows it", () => {
    const address = at("/?pywebio_api=https://else.example/io");
    expect(() => settle({}, address)).toThrow(ConfigError);
    expect(() => settle({}, at("/?pywebio_api=javascript:alert(1)"))).toThrow(ConfigError);
    expect(settle({ allowed_backends: ["else.example"] }, address).backend.host).toBe(
      "else.example",
    );
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

  it("say how to talk: as the page was told, else as its back end will say", () => {
    const way = (config: object, path = "/") => settle(config, at(path)).transport;
    expect(way({ assets: "?a=" })).toBe("websocket");
    expect(way({ assets: "?a=", transport: "http" })).toBe("http");
    expect(way({})).toBe("ask");
    expect(way({ assets: "?a=" }, "/?pywebio_api=./other")).toBe("ask");
    expect(way({}, "/?pywebio_api=ws://example.org/io")).toBe("websocket");
  });

  it("say how often a server is asked", () => {
    expect(settle({}, at("/?_pywebio_http_pull_interval=250")).pullInterval).toBe(250);
    for (const bad of ["", "0", "-5", "soon"]) {
      const { pullInterval } = settle({}, at(`/?_pywebio_http_pull_interval=${bad}`));
      expect(pullInterval).toBeUndefined();
    }
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
