import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { renderUrlPath } from "./render-url-path.ts";

const scope = { obligation: { externalId: "OPS 47/11", reference: "sbx-a&b=c" }, v: "x", empty: null, list: [1] };

describe("renderUrlPath", () => {
  it.each([
    ["/tickets/{{ obligation.externalId }}", "/tickets/OPS%2047%2F11"],
    ["/tickets?ref={{ obligation.reference }}&open=1", "/tickets?ref=sbx-a%26b%3Dc&open=1"],
    ["https://api.example.test:8443/v1/{{ v }}", "https://api.example.test:8443/v1/x"],
    ["https://api.example.test", "https://api.example.test/"],
    ["http://[::1]:9100/{{ v }}", "http://[::1]:9100/x"],
    ["https://api.example.test?a={{ v }}", "https://api.example.test/?a=x"],
    ["/{% if v == 'x' %}a{% else %}b{% endif %}", "/a"],
  ])("fills in %s", (template, value) => {
    expect(renderUrlPath(template, scope)).toEqual({ outcome: "rendered", value });
  });

  it.each([
    "{{ v }}://host/",
    "https://{{ v }}/path",
    "https://host{{ v }}/path",
    "https://host:{{ v }}/path",
    "https://user@host/",
    "https://host\\@evil/",
    "//host/path",
    "tickets",
    "ftp://host/",
    "javascript:alert(1)",
    "",
    "/a/../b",
    "/a/%2e%2E/b",
    "/a b",
    "/a#b",
    "/{{ empty }}",
    "/{{ list }}",
    "/{{ v | raw }}",
    "/{% for i in list %}{{ i }}{% endfor %}",
    "/{% echo v %}",
    "/{% cycle v %}",
    "/{{ nobody }}",
  ])("refuses %s", (template) => {
    expect(renderUrlPath(template, scope).outcome).toBe("not-rendered");
  });

  it.each(["", ".", "..", "a\nb", "a\u0000", "\u0085", "\ud800"])("refuses the value %j", (value) => {
    expect(renderUrlPath("/tickets/{{ value }}", { value }).outcome).toBe("not-rendered");
  });

  it("refuses a dot that the template completes to two", () => {
    expect(renderUrlPath("/tickets/{{ a }}{{ b }}", { a: "..", b: "x" }).outcome).toBe("not-rendered");
    expect(renderUrlPath("/tickets/.{{ 'a' | remove: 'a' }}", {}).outcome).toBe("not-rendered");
  });

  it("keeps every value inside its segment, and the value whole", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (value) => {
        const rendered = renderUrlPath("https://host.test/a/{{ value }}/b?c={{ value }}", { value });
        if (rendered.outcome === "not-rendered") return;
        const url = new URL(rendered.value);
        expect(url.host).toBe("host.test");
        expect(url.pathname.split("/").map(decodeURIComponent)).toEqual(["", "a", value, "b"]);
        expect(url.searchParams.getAll("c")).toEqual([value]);
        expect(url.hash).toBe("");
      }),
    );
  });
});
