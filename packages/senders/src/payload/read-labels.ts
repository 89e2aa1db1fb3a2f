import type { FieldReader, Path } from "./field-reader.ts";

type Label = readonly [string, string | null];

/** The named fields as labels; the label's name is the field's own, in the last step of its path. */
export function* fieldLabels(fields: FieldReader, ...paths: string[]): Generator<Label> {
  for (const path of paths) yield [path.slice(path.lastIndexOf(".") + 1), fields.text(path)];
}

/** Tags as `a:b, c` or a list: `a: b` for a pair, and all of them as one text under `tags`. */
export function* tagLabels(fields: FieldReader, path: Path, separator: string | RegExp = ","): Generator<Label> {
  const value = fields.value(path);
  const list = Array.isArray(value)
    ? value.filter((tag) => typeof tag === "string")
    : fields.text(path)?.split(separator);
  const tags = (list ?? []).map((tag) => tag.trim()).filter((tag) => tag !== "");
  if (tags.length === 0) return;
  yield ["tags", tags.join(", ")];
  for (const tag of tags) {
    const colon = tag.indexOf(":");
    if (colon > 0) yield [tag.slice(0, colon), tag.slice(colon + 1)];
  }
}
