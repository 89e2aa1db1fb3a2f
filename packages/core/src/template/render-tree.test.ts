import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { renderTree } from "./render-tree.ts";

describe("renderTree", () => {
  it("keeps the type of a leaf that is one expression, and makes text of any other", () => {
    const scope = { component: { tier: 1, tags: ["a", "b"] }, incident: { muted: false, url: null } };
    const tree = {
      tier: "{{ component.tier }}",
      tags: "{{ component.tags }}",
      count: "{{ component.tags | size }}",
      muted: "{{ incident.muted }}",
      url: "{{ incident.url }}",
      text: "tier {{ component.tier }}",
      fixed: [1, null, { deep: "{{ component.tags | join: '+' }}" }],
    };
    expect(renderTree(tree, scope)).toEqual({
      outcome: "rendered",
      value: {
        tier: 1,
        tags: ["a", "b"],
        count: 2,
        muted: false,
        url: null,
        text: "tier 1",
        fixed: [1, null, { deep: "a+b" }],
      },
    });
  });

  it.each([
    'a "quoted" \\ word',
    "two\nlines\r\n",
    "\u2028\u2029",
    "{{ incident.title }}",
    "\u0000",
    "😀",
    "</script>",
  ])("carries %j to the other side unchanged", (title) => {
    const rendered = renderTree(
      { exact: "{{ incident.title }}", mixed: "<{{ incident.title }}>" },
      { incident: { title } },
    );
    expect(rendered).toEqual({ outcome: "rendered", value: { exact: title, mixed: `<${title}>` } });
  });

  it("carries any JSON value through a body, equal on the other side", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const rendered = renderTree({ list: ["{{ event.data }}"] }, { event: { data: value } });
        if (rendered.outcome !== "rendered") throw new Error(rendered.problem.message);
        expect(JSON.parse(JSON.stringify(rendered.value))).toEqual(JSON.parse(JSON.stringify({ list: [value] })));
      }),
    );
  });

  it("carries any text through a mixed leaf, byte for byte", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const rendered = renderTree({ body: "a{{ event.summary }}z" }, { event: { summary: text } });
        expect(rendered).toEqual({ outcome: "rendered", value: { body: `a${text}z` } });
      }),
    );
  });

  it("takes hostile keys as data (H7)", () => {
    const tree = JSON.parse('{"__proto__": {"admin": "{{ x }}"}, "constructor": {"prototype": {"admin": "{{ x }}"}}}');
    const rendered = renderTree(tree, { x: true });
    expect(rendered.outcome).toBe("rendered");
    expect(({} as { admin?: unknown }).admin).toBeUndefined();
    expect(JSON.stringify(rendered.outcome === "rendered" && rendered.value)).toBe(
      '{"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}}',
    );
  });

  it.each([
    [{ a: { b: ["ok", "{{ nobody }}"] } }, "a.b[1]", "undefined variable: nobody"],
    [{ a: "{{ n | divided_by: 0 }}" }, "a", "Infinity is no number of JSON"],
    [{ a: "x {{ n" }, "a", 'output "{{ n" not closed'],
  ])("names the leaf that could not be filled in: %j", (tree, path, message) => {
    const rendered = renderTree(tree, { n: 1 });
    expect(rendered).toMatchObject({ outcome: "not-rendered", problem: { path, message } });
  });
});
