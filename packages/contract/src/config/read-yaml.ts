import { type Document, isCollection, isMap, isNode, isPair, isScalar, LineCounter, parseDocument } from "yaml";

/** Where something stands in the text; both count from 1. */
export interface Place {
  line: number;
  column: number;
}

export type Path = readonly (string | number)[];

export interface YamlText {
  value: unknown;
  /** Where the text can't be read as YAML; then `value` is null. */
  errors: (Place & { message: string })[];
  /** The place of what stands at `path`, else of the nearest that surrounds it. */
  placeOf(path: Path): Place;
  /** The place of a key itself. */
  placeOfKey(path: Path): Place;
  /** The place of character `offset` inside the text at `path`; the place of the text where it is folded or escaped. */
  placeInside(path: Path, offset: number): Place;
}

const mostBytes = 4 * 1024 * 1024;

/** Reads one YAML document and keeps where everything stands. Never throws. */
export function readYaml(text: string): YamlText {
  if (text.length > mostBytes) {
    const errors = [{ line: 1, column: 1, message: "the file is larger than 4 MiB" }];
    return { value: null, errors, placeOf: firstPlace, placeOfKey: firstPlace, placeInside: firstPlace };
  }
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false, version: "1.2" });
  const at = (offset: number): Place => {
    const { line, col } = counter.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const errors = document.errors.map((error) => ({
    ...at(error.pos[0]),
    message: yamlWords(error.code, error.message),
  }));
  let value: unknown = null;
  if (errors.length === 0) {
    try {
      value = document.toJS({ maxAliasCount: 100 });
    } catch (error) {
      errors.push({ line: 1, column: 1, message: error instanceof Error ? error.message : "the file can't be read" });
    }
  }
  return {
    value,
    errors,
    placeOf: (path) => at(startOf(nearest(document, path))),
    placeOfKey: (path) => at(startOf(keyNode(document, path) ?? nearest(document, path))),
    placeInside: (path, offset) => {
      const node = nearest(document, path);
      const start = startOf(node);
      if (!isScalar(node) || typeof node.value !== "string") return at(start);
      const quote = node.type === "QUOTE_DOUBLE" || node.type === "QUOTE_SINGLE" ? 1 : 0;
      const verbatim = text.startsWith(node.value, start + quote) && (quote === 1 || node.type === "PLAIN");
      return at(verbatim ? start + quote + offset : start);
    },
  };
}

function firstPlace(): Place {
  return { line: 1, column: 1 };
}

function nearest(document: Document, path: Path): unknown {
  let node: unknown = document.contents;
  for (const step of path) {
    if (!isCollection(node)) break;
    const next =
      node.get(step, true) ??
      (typeof step === "string" && /^\d+$/.test(step) ? node.get(Number(step), true) : undefined);
    if (!isNode(next)) break;
    node = next;
  }
  return node;
}

function keyNode(document: Document, path: Path): unknown {
  const parent = nearest(document, path.slice(0, -1));
  const name = String(path.at(-1));
  if (!isMap(parent)) return undefined;
  return parent.items.find((pair) => isPair(pair) && isScalar(pair.key) && String(pair.key.value) === name)?.key;
}

function startOf(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}

function yamlWords(code: string, message: string): string {
  switch (code) {
    case "DUPLICATE_KEY":
      return "this key stands twice in one group: keep one of them";
    case "TAB_AS_INDENT":
      return "a tab stands here: indent with spaces";
    case "MULTIPLE_DOCS":
      return "a second document begins here (---): the file is one document";
    case "BAD_INDENT":
      if (message.startsWith("Flow")) return "a [ or { above is not closed: end it with ] or }";
      return `the indentation does not fit what stands above: ${message}`;
    default:
      return `this is not valid YAML: ${message}`;
  }
}
