import { describe, expect, it } from "vitest";
import { renderFields } from "./render-fields.ts";

const scope = { incident: { title: "a/b?c=d&e #1", key: "../x" }, component: { tier: 1 } };

describe("renderFields", () => {
  it("fills in texts as they are, and encodes what stands in a path", () => {
    const fields = {
      method: "POST",
      path: "/tags/{{ incident.title }}?title={{ incident.title }}",
      headers: { "x-tier": "{{ component.tier }}" },
      body: { title: "{{ incident.title }}", tier: "{{ component.tier }}" },
      form: null,
    };
    expect(renderFields("http", fields, scope)).toEqual({
      outcome: "rendered",
      value: {
        method: "POST",
        path: "/tags/a%2Fb%3Fc%3Dd%26e%20%231?title=a%2Fb%3Fc%3Dd%26e%20%231",
        headers: { "x-tier": 1 },
        body: { title: "a/b?c=d&e #1", tier: 1 },
        form: null,
      },
    });
  });

  it.each([
    [{ path: "//{{ incident.title }}" }, "path"],
    [{ body: { a: ["{{ nothing.here }}"] } }, "body.a[0]"],
    [{ body: ["{{ nothing.here }}"] }, "body[0]"],
  ])("names the place of what can't be filled in: %j", (fields, path) => {
    expect(renderFields("http", fields, scope)).toMatchObject({ outcome: "not-rendered", problem: { path } });
  });
});
