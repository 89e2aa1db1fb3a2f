import type { ApiRoute, RouteAnswer, RouteRequest } from "./api-route.ts";
import { apiRoutes, type OperationId } from "./api-routes.ts";
import { type Problem, problem } from "./problem.ts";

/** An answer that was no success. `problem` is null where the answer did not come from the API (a proxy, no network). */
export class ApiError extends Error {
  readonly status: number;
  readonly problem: Problem | null;

  constructor(status: number, found: Problem | null) {
    super(found?.detail ?? (status === 0 ? "Signalbox cannot be reached." : `Signalbox answered ${status}.`));
    this.name = "ApiError";
    this.status = status;
    this.problem = found;
  }
}

export interface ApiClientOptions {
  /** Such as `http://127.0.0.1:8787`; empty in a page that the server itself served. */
  baseUrl: string;
  /** Bearer token; left out where the browser's cookie signs in. */
  token?: string;
  fetch?: typeof globalThis.fetch;
}

type Operations = typeof apiRoutes;
type CallArguments<R extends ApiRoute> = keyof RouteRequest<R> extends never
  ? [request?: undefined, options?: CallOptions]
  : Partial<RouteRequest<R>> extends RouteRequest<R>
    ? [request?: RouteRequest<R>, options?: CallOptions]
    : [request: RouteRequest<R>, options?: CallOptions];
export interface CallOptions {
  signal?: AbortSignal;
}
/** `client.getDelivery({ params: { id } })`. Each operation throws ApiError when it fails. */
export type ApiClient = {
  [Id in OperationId]: (...args: CallArguments<Operations[Id]>) => Promise<RouteAnswer<Operations[Id]>>;
};

/** A typed function for each operation of the API; answers are parsed by the shapes of the contract. */
export function createApiClient(options: ApiClientOptions): ApiClient {
  const entries = Object.entries(apiRoutes).map(([id, route]) => [
    id,
    (request: AnyRequest = {}, call: CallOptions = {}) => callRoute(options, route, request, call),
  ]);
  return Object.fromEntries(entries) as ApiClient;
}

/** The address of an operation, for links, downloads and EventSource. */
export function apiUrl<Id extends OperationId>(
  id: Id,
  request: Omit<RouteRequest<Operations[Id]>, "body">,
  baseUrl = "",
): string {
  return routeUrl(baseUrl, apiRoutes[id], request);
}

interface AnyRequest {
  params?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
}

function routeUrl(baseUrl: string, route: ApiRoute, request: AnyRequest): string {
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(request.params?.[name])),
  );
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(request.query ?? {})) {
    if (value !== undefined && value !== null && value !== "") query.set(name, String(value));
  }
  return `${baseUrl}${path}${query.size > 0 ? `?${query}` : ""}`;
}

async function callRoute(options: ApiClientOptions, route: ApiRoute, request: AnyRequest, call: CallOptions) {
  const headers: Record<string, string> = { accept: "application/json, application/problem+json, */*;q=0.5" };
  if (options.token !== undefined) headers.authorization = `Bearer ${options.token}`;
  const hasBody = request.body !== undefined;
  // An unsafe call always says that it is JSON: no form of another site can say so.
  if (route.method !== "GET") headers["content-type"] = "application/json";
  const response = await (options.fetch ?? globalThis.fetch)(routeUrl(options.baseUrl, route, request), {
    method: route.method,
    headers,
    credentials: "same-origin",
    ...(hasBody ? { body: JSON.stringify(request.body) } : {}),
    ...(call.signal === undefined ? {} : { signal: call.signal }),
  }).catch((error: unknown) => {
    if (call.signal?.aborted) throw error;
    throw new ApiError(0, null);
  });
  if (!response.ok) throw new ApiError(response.status, await readProblem(response));
  if (route.answer === null) return undefined;
  if (typeof route.answer === "string") return response.text();
  return route.answer.parse(await response.json());
}

async function readProblem(response: Response): Promise<Problem | null> {
  const parsed = problem.safeParse(await response.json().catch(() => null));
  return parsed.success ? parsed.data : null;
}
