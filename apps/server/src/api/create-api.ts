import { type ApiRoute, apiRoutes, type OperationId } from "@signalbox/contract";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { z } from "zod";
import { type Caller, judgeAccess } from "../auth/caller.ts";
import type { Identified } from "../auth/identify-caller.ts";
import { routeAccess } from "../auth/route-access.ts";
import { ApiProblem } from "../http/api-problem.ts";
import type { ApiCall, Handlers } from "./handlers.ts";

const bodyBytesMax = 2 * 1024 * 1024;

type AnyHandler = (input: Record<string, unknown>, call: ApiCall) => Promise<unknown>;

/** Mounts every operation of the contract: who may, then the shape of the request, then the handler, then the shape of the
 *  answer. A field that the contract does not name never leaves. */
export function createApi(options: {
  handlers: Handlers;
  identify(request: Request): Promise<Identified>;
  addressOf(c: Context): string;
}): Hono {
  const api = new Hono();
  api.use(
    bodyLimit({
      maxSize: bodyBytesMax,
      onError: () => {
        throw new ApiProblem("too-large", `The body is larger than ${bodyBytesMax} bytes.`);
      },
    }),
  );
  for (const id of Object.keys(apiRoutes) as OperationId[]) {
    const route: ApiRoute = apiRoutes[id];
    const handler = options.handlers[id] as AnyHandler;
    api.on(route.method, route.path.replace(/\{(\w+)\}/g, ":$1"), async (c) => {
      const { caller, cookies } = await options.identify(c.req.raw);
      const answer = await answerCall(id, { c, route, handler, caller, address: options.addressOf(c) }).catch(
        keepCookies(cookies),
      );
      for (const cookie of cookies) answer.headers.append("set-cookie", cookie);
      return answer;
    });
  }
  return api;
}

// A session that ended is told with the refusal too, so that the browser forgets its cookie.
function keepCookies(cookies: string[]): (error: unknown) => never {
  return (error) => {
    if (error instanceof ApiProblem) for (const cookie of cookies) error.cookies.push(cookie);
    throw error;
  };
}

async function answerCall(
  id: OperationId,
  call: { c: Context; route: ApiRoute; handler: AnyHandler; caller: Caller | null; address: string },
): Promise<Response> {
  const { c, route, handler, caller, address } = call;
  refuseUnless(judgeAccess(routeAccess[id], caller));
  const input = await readInput(c, route);
  const answer = await handler(input, { caller, address, request: c.req.raw });
  if (answer instanceof Response) return answer;
  if (route.answer === null) return new Response(null, { status: 204 });
  if (typeof route.answer === "string") throw new TypeError(`${id} must answer with a Response`);
  return Response.json(route.answer.parse(answer), { status: route.status });
}

function refuseUnless(verdict: ReturnType<typeof judgeAccess>): void {
  switch (verdict) {
    case "allowed":
      return;
    case "unauthenticated":
      throw new ApiProblem("unauthenticated", "Sign in, or send a token as `Authorization: Bearer …`.", {
        headers: { "www-authenticate": 'Bearer realm="signalbox"' },
      });
    case "forbidden":
      throw new ApiProblem("forbidden", "Your role does not allow this. An admin can change roles.");
    case "person-required":
      throw new ApiProblem("person-required", "Tokens cannot do this: sign in as a person.");
  }
}

async function readInput(c: Context, route: ApiRoute): Promise<Record<string, unknown>> {
  const given: Record<string, unknown> = {};
  const shape: Record<string, z.ZodType> = {};
  if (route.params) {
    shape.params = route.params;
    given.params = c.req.param();
  }
  if (route.query) {
    shape.query = route.query;
    given.query = c.req.query();
  }
  if (route.body) {
    shape.body = route.body;
    given.body = await readJson(c);
  }
  const parsed = z.object(shape).safeParse(given);
  if (parsed.success) {
    refuseUnstorable(parsed.data, "");
    return parsed.data;
  }
  const errors = parsed.error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.message }));
  const told = errors.map((error) => `${error.path}: ${error.message}`).join("; ");
  throw new ApiProblem("invalid", `Not valid: ${told}`, { more: { errors } });
}

/** Postgres stores neither U+0000 nor half a surrogate pair. */
function refuseUnstorable(value: unknown, path: string): void {
  if (typeof value === "string") {
    if (value.isWellFormed() && !value.includes("\0")) return;
    const message = "holds a character that cannot be stored";
    throw new ApiProblem("invalid", `Not valid: ${path}: ${message}`, { more: { errors: [{ path, message }] } });
  }
  if (value === null || typeof value !== "object") return;
  for (const [name, inner] of Object.entries(value)) {
    refuseUnstorable(name, path);
    refuseUnstorable(inner, path === "" ? name : `${path}.${name}`);
  }
}

async function readJson(c: Context): Promise<unknown> {
  const text = await c.req.text();
  if (text === "") return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiProblem("invalid", "The body is not JSON.");
  }
}
