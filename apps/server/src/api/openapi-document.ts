import { type ApiRoute, apiRoutes, type OperationId, problem, problemCodes } from "@signalbox/contract";
import { z } from "zod";
import { routeAccess } from "../auth/route-access.ts";

type JsonObject = Record<string, unknown>;

/** The OpenAPI 3.1 document of the admin API, made from the contract. */
export function openApiDocument(options: { version: string; publicUrl: string }): JsonObject {
  const paths: Record<string, JsonObject> = {};
  const schemas: JsonObject = {};
  for (const id of Object.keys(apiRoutes) as OperationId[]) {
    const route: ApiRoute = apiRoutes[id];
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: describeRoute(id, route, schemas) };
  }
  const problemSchema = schemaOf(problem, schemas);
  return {
    openapi: "3.1.0",
    info: {
      title: "Signalbox",
      version: options.version,
      description: `Instants are ISO 8601 in UTC; lists are paged by key (limit, cursor → nextCursor). Error codes: ${problemCodes.join(", ")}.`,
    },
    servers: [{ url: options.publicUrl }],
    paths,
    components: {
      schemas,
      responses: {
        Problem: { description: "RFC 9457", content: { "application/problem+json": { schema: problemSchema } } },
      },
      securitySchemes: {
        token: { type: "http", scheme: "bearer" },
        session: { type: "apiKey", in: "cookie", name: "signalbox_session" },
      },
    },
  };
}

function describeRoute(id: OperationId, route: ApiRoute, schemas: JsonObject): JsonObject {
  const access = routeAccess[id];
  return {
    operationId: id,
    summary: route.summary,
    tags: [route.path.split("/")[3]],
    ...(access === "anyone"
      ? { security: [] }
      : {
          security: [{ token: [] }, { session: [] }],
          "x-roles": access.roles,
          "x-person-only": access.person === true,
        }),
    parameters: [...parameters("path", route.params), ...parameters("query", route.query)],
    ...(route.body
      ? { requestBody: { required: true, content: { "application/json": { schema: schemaOf(route.body, schemas) } } } }
      : {}),
    responses: {
      [route.status]: { description: "Done", ...answerContent(route, schemas) },
      default: { $ref: "#/components/responses/Problem" },
    },
  };
}

function answerContent(route: ApiRoute, schemas: JsonObject): JsonObject {
  if (route.answer === null) return {};
  if (typeof route.answer === "string") return { content: { [route.answer]: { schema: { type: "string" } } } };
  return { content: { "application/json": { schema: schemaOf(route.answer, schemas) } } };
}

function parameters(where: "path" | "query", shape: z.ZodObject | undefined): JsonObject[] {
  return Object.entries(shape?.shape ?? {}).map(([name, field]) => {
    const schema = schemaOf(field as z.ZodType, {});
    const required = where === "path" || !(field as z.ZodType).safeParse(undefined).success;
    const { description, ...rest } = schema;
    return { name, in: where, required, schema: rest, ...(description === undefined ? {} : { description }) };
  });
}

// Shapes that have an id stand once under components and are referred to. Described as input also where they are answered:
// then they are open, since more fields may come to stand beside.
function schemaOf(shape: z.ZodType, schemas: JsonObject): JsonObject {
  const { $schema: _, $defs = {}, ...schema } = z.toJSONSchema(shape, { io: "input", unrepresentable: "any" });
  for (const [name, definition] of Object.entries($defs)) schemas[name] = refersToComponents(definition);
  return refersToComponents(schema);
}

function refersToComponents(schema: unknown): JsonObject {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/')) as JsonObject;
}
