import { describe, expect, it } from "vitest";
import { connectionKindByKey, connectionKinds } from "./connection-kinds.ts";

describe("connectionKinds", () => {
  it("have keys of their own", () => {
    expect(new Set(connectionKinds.map((kind) => kind.key)).size).toBe(connectionKinds.length);
    expect(connectionKindByKey("nothing-like-it")).toBeNull();
  });
});

describe.each(connectionKinds.map((kind) => [kind.key, kind] as const))("%s", (_key, kind) => {
  it("takes the example of its guide, and tells of it what it can do", () => {
    const read = kind.configSchema.safeParse(kind.guide.example);
    expect(read.error?.issues ?? []).toEqual([]);
    const config = read.data;
    const can = kind.capabilities(config);
    expect(can.lookUp).toBe(kind.lookUp !== undefined);
    expect(kind.timeoutMs(config)).toBeGreaterThanOrEqual(1_000);
    expect(kind.timeoutMs(config)).toBeLessThanOrEqual(60_000);
    // Grade B is a promise: it can be asked for our reference.
    if (kind.grade(config) === "B") expect(can.find).toBe(true);
    expect(can.acknowledge && !can.read).toBe(false);
  });

  it("stores no credential in its configuration, but the place of each", () => {
    const config = kind.configSchema.parse(kind.guide.example);
    const places = JSON.stringify(config).match(/"(env|kept|value)":/g) ?? [];
    expect(places.length).toBeGreaterThanOrEqual(kind.secretFields(config).length);
  });

  it("refuses a field that it does not know", () => {
    expect(kind.configSchema.safeParse({ ...kind.guide.example, baseUrll: "x" }).success).toBe(false);
  });

  it("has a form for every field that it must have", () => {
    const paths = kind.form.map((field) => field.path);
    expect(new Set(paths).size).toBe(paths.length);
    const required = kind.form.filter((field) => field.required);
    for (const { path } of required) {
      const [first = ""] = path.split(".");
      const { [first]: _left, ...rest } = kind.guide.example;
      expect(kind.configSchema.safeParse(rest).success, `${kind.key} without ${first}`).toBe(false);
    }
    for (const name of Object.keys(kind.guide.example)) {
      expect(
        paths.some((path) => path === name || path.startsWith(`${name}.`)),
        `${kind.key}: ${name} of the example has no field`,
      ).toBe(true);
    }
  });

  it("says where it was read, and what is proven of it", () => {
    expect(kind.proof.source).toMatch(/^https:\/\//);
    expect(kind.guide.about.length).toBeGreaterThan(20);
    expect(kind.guide.rights.length).toBeGreaterThan(3);
  });
});
