import { Validator } from "@seriousme/openapi-schema-validator";
import { apiRoutes } from "@signalbox/contract";
import { describe, expect, it } from "vitest";
import { openApiDocument } from "./openapi-document.ts";

const document = openApiDocument({ version: "0.1.0", publicUrl: "http://127.0.0.1:8787" });

describe("openApiDocument", () => {
  it("is valid OpenAPI 3.1", async () => {
    const validated = await new Validator().validate(structuredClone(document));
    expect(validated.errors ?? []).toEqual([]);
    expect(validated.valid).toBe(true);
  });

  it("names every operation with its roles", () => {
    const paths = document.paths as Record<string, Record<string, { operationId: string }>>;
    const found = Object.values(paths).flatMap((path) => Object.values(path).map((operation) => operation.operationId));
    expect(found.toSorted()).toEqual(Object.keys(apiRoutes).toSorted());
    expect(paths["/api/v1/tokens"]).toMatchObject({ post: { "x-roles": ["admin"], "x-person-only": false } });
  });

  it("leads every reference somewhere", () => {
    const text = JSON.stringify(document);
    const { schemas } = document.components as { schemas: Record<string, unknown> };
    const refs = new Set([...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map((match) => match[1]!));
    expect([...refs].filter((name) => !Object.hasOwn(schemas, name))).toEqual([]);
    expect(text).not.toContain("#/$defs/");
    expect(refs.size).toBeGreaterThan(20);
  });
});
