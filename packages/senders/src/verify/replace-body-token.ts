import { Buffer } from "node:buffer";
import { unescape as decodePercent } from "node:querystring";

/**
 * The body with another text where the token stands, in each of the forms that a body is read from: JSON, multipart or a form.
 * Works on the bytes, so that all else stays as it was sent. `field` may be a path; its last step is what is looked for.
 */
export function replaceBodyToken(body: Uint8Array, field: string, token: string): Buffer {
  const text = Buffer.from(body.buffer, body.byteOffset, body.length).toString("latin1");
  const name = field.slice(field.lastIndexOf(".") + 1);
  const start = text.replace(/^(?:\u00ef\u00bb\u00bf)?\s*/, "").slice(0, 2);
  if (start === "--") return toBytes(replaceInMultipart(text, name, token));
  if (start.startsWith("{") || start.startsWith("[")) return toBytes(replaceInJson(text, name, token));
  return toBytes(replaceInForm(text, name, token));
}

function replaceInJson(text: string, name: string, token: string): string {
  const pattern = new RegExp(`(${literal(JSON.stringify(name))}\\s*:\\s*)(?:"(?:[^"\\\\]|\\\\.)*"|[\\w.+-]+)`, "gs");
  return text.replace(pattern, (_, lead: string) => lead + JSON.stringify(token));
}

/** Part by part, as `parseMultipart` reads it: the work grows with the length alone. */
function replaceInMultipart(text: string, name: string, token: string): string {
  const boundary = /^\s*(\S{3,72})/.exec(text)?.[1] ?? "--";
  const isToken = new RegExp(`;\\s{0,8}name="${literal(name)}"`, "i");
  return text
    .split(`\n${boundary}`)
    .map((part) => {
      const [lead] = /^[^\n]{0,80}\n(?:[^\r\n]{1,1000}\r?\n){1,20}\r?\n/.exec(part) ?? [];
      if (lead === undefined || !isToken.test(lead)) return part;
      return lead + token + (part.endsWith("\r") ? "\r" : "");
    })
    .join(`\n${boundary}`);
}

function replaceInForm(text: string, name: string, token: string): string {
  return text
    .split("&")
    .map((field) => {
      const end = field.indexOf("=");
      const isToken = end > 0 && decodePercent(field.slice(0, end).trim().replaceAll("+", " ")) === name;
      return isToken ? `${field.slice(0, end)}=${encodeURIComponent(token)}` : field;
    })
    .join("&");
}

function literal(text: string): string {
  return toBytes(Buffer.from(text, "utf8").toString("latin1"))
    .toString("latin1")
    .replace(/[.*+?^$|()[\]{}\\]/g, "\\$&");
}

function toBytes(text: string): Buffer {
  return Buffer.from(text, "latin1");
}
