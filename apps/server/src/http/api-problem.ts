import type { Problem, ProblemCode } from "@signalbox/contract";

const problems: Record<ProblemCode, { status: number; title: string }> = {
  invalid: { status: 422, title: "The request is not valid" },
  unauthenticated: { status: 401, title: "Not signed in" },
  forbidden: { status: 403, title: "Not allowed" },
  "person-required": { status: 403, title: "A signed-in person is needed" },
  "cross-site": { status: 403, title: "Refused: the call comes from another site" },
  "not-found": { status: 404, title: "Not found" },
  conflict: { status: 409, title: "Somebody was faster" },
  gone: { status: 410, title: "No longer valid" },
  "too-large": { status: 413, title: "Too large" },
  "unsupported-media-type": { status: 415, title: "JSON is needed" },
  misdirected: { status: 421, title: "Not served under this name" },
  "too-many": { status: 429, title: "Too many tries" },
  "not-allowed": { status: 409, title: "Not possible now" },
  internal: { status: 500, title: "Signalbox failed" },
  unavailable: { status: 503, title: "Not available now" },
};

/** An expected end of a request that is no success. `detail` is told to the caller: what happened and what to do. */
export class ApiProblem extends Error {
  readonly code: ProblemCode;
  readonly more: Pick<Problem, "errors" | "conflict">;
  readonly headers: Record<string, string>;
  readonly cookies: string[] = [];

  constructor(
    code: ProblemCode,
    detail: string,
    options: { more?: Pick<Problem, "errors" | "conflict">; headers?: Record<string, string>; cause?: unknown } = {},
  ) {
    super(detail, { cause: options.cause });
    this.name = "ApiProblem";
    this.code = code;
    this.more = options.more ?? {};
    this.headers = options.headers ?? {};
  }
}

/** The answer of RFC 9457. */
export function problemResponse(found: ApiProblem): Response {
  const { status, title } = problems[found.code];
  const body: Problem = {
    type: `urn:signalbox:problem:${found.code}`,
    title,
    status,
    code: found.code,
    detail: found.message,
    ...found.more,
  };
  const headers = new Headers({ "content-type": "application/problem+json", ...found.headers });
  for (const cookie of found.cookies) headers.append("set-cookie", cookie);
  return new Response(JSON.stringify(body), { status, headers });
}
