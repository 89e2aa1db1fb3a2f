import type { z } from "zod";

/** One operation of the admin API. Server, OpenAPI document and the client of the admin app are all made from this. */
export interface ApiRoute {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Parameters stand in braces: `/api/v1/deliveries/{id}`. */
  path: `/api/v1/${string}`;
  summary: string;
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** Status of success. */
  status: 200 | 201 | 202 | 204;
  /** The answer as JSON, or the media type of an answer that is streamed as it is; null where there is none (204). */
  answer: z.ZodType | `${string}/${string}` | null;
}

/** Checks the shape and keeps the exact types. */
export function defineRoute<const R extends ApiRoute>(route: R): R {
  return route;
}

type Given<S> = S extends z.ZodType ? z.input<S> : undefined;
type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined;
type Part<R, K extends string> = R extends { [P in K]: infer S } ? S : undefined;
type Filled<T> = { [K in keyof T as T[K] extends undefined ? never : K]: T[K] };
// A part whose fields may all be left out may be left out itself.
type Sent<T> = { [K in keyof T as Partial<T[K]> extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as Partial<T[K]> extends T[K] ? K : never]?: T[K];
};

/** What a caller passes: `{params, query, body}`, each only where the route has it. */
export type RouteRequest<R extends ApiRoute> = Sent<
  Filled<{
    params: Given<Part<R, "params">>;
    query: Given<Part<R, "query">>;
    body: Given<Part<R, "body">>;
  }>
>;

/** What a handler is given: the same, parsed and with defaults. */
export type RouteInput<R extends ApiRoute> = Filled<{
  params: Parsed<Part<R, "params">>;
  query: Parsed<Part<R, "query">>;
  body: Parsed<Part<R, "body">>;
}>;

/** What a caller gets: the parsed JSON, text for a streamed answer, undefined for 204. */
export type RouteAnswer<R extends ApiRoute> = R["answer"] extends z.ZodType
  ? z.output<R["answer"]>
  : R["answer"] extends string
    ? string
    : undefined;
