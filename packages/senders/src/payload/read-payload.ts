import { Buffer } from "node:buffer";
import type { IncomingRequest } from "../sender.ts";
import { emptyObject, isJsonObject } from "./json.ts";
import { listObjects } from "./list-objects.ts";
import { parseForm } from "./parse-form.ts";
import { type ParseOutcome, parseJson } from "./parse-json.ts";
import { parseMultipart } from "./parse-multipart.ts";

/**
 * What a request says, whatever its content type claims: the first byte tells JSON from a form, since several tools send
 * JSON as text/plain or with no type at all. Without a body the query is the payload.
 */
export function readPayload(request: Pick<IncomingRequest, "body" | "query">): ParseOutcome {
  const { body, query } = request;
  const start = firstByteOfText(body);
  if (start === body.length) {
    return query === "" ? unparsable("the request has no body and no query") : parseForm(Buffer.from(query, "utf8"));
  }
  const first = body[start]!;
  if (first === 0x7b || first === 0x5b) return parseJson(withoutMark(body));
  if (first === 0x2d && body[start + 1] === 0x2d) return parseMultipart(withoutMark(body));
  if (isFieldStart(first) && body.includes(0x3d)) return parseForm(withoutMark(body));
  return parseJson(withoutMark(body));
}

/** The same for a tool whose template may write several objects one after another: they are read as a list. */
export function readSequence(request: Pick<IncomingRequest, "body" | "query">): ParseOutcome {
  const payload = readPayload(request);
  if (payload.outcome !== "unreadable" || payload.reason !== "unparsable") return payload;
  const list = listObjects(withoutMark(request.body));
  return list === null ? payload : parseJson(list);
}

/** The same for a tool that says some of it in the query and the rest in the body: what the body says counts more. */
export function readWithQuery(request: Pick<IncomingRequest, "body" | "query">): ParseOutcome {
  const payload = readPayload(request);
  if (request.query === "" || payload.outcome === "unreadable") return payload;
  const query = parseForm(Buffer.from(request.query, "utf8"));
  if (query.outcome === "unreadable" || !isJsonObject(query.value) || !isJsonObject(payload.value)) return payload;
  return { outcome: "read", value: Object.assign(emptyObject(), query.value, payload.value) };
}

function unparsable(detail: string): ParseOutcome {
  return { outcome: "unreadable", reason: "unparsable", detail };
}

function hasMark(body: Uint8Array): boolean {
  return body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf;
}

/** Scripts on Windows put a UTF-8 byte order mark first. */
function withoutMark(body: Uint8Array): Uint8Array {
  return hasMark(body) ? body.subarray(3) : body;
}

function firstByteOfText(body: Uint8Array): number {
  let index = hasMark(body) ? 3 : 0;
  while (index < body.length && [0x20, 0x09, 0x0a, 0x0d].includes(body[index]!)) index += 1;
  return index;
}

/** A form begins with a name: a letter, digit, `_`, `%`, `$` or `*`. */
function isFieldStart(byte: number): boolean {
  return /[A-Za-z0-9_%$*]/.test(String.fromCharCode(byte));
}
