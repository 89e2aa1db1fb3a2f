/** One step of a JSON path: a name, a place in a list, or all of a list. */
type Step = { name: string } | { index: number } | "each";

const form = /^\$((\.[A-Za-z_][\w-]*)|(\[(\d{1,6}|\*|'[^'\\]*'|"[^"\\]*")\]))*$/;
const part = /\.([A-Za-z_][\w-]*)|\[(?:(\d{1,6})|(\*)|'([^'\\]*)'|"([^"\\]*)")\]/g;

/** True for the paths that `readJsonPath` reads: `$`, `$.a.b`, `$.items[0].id`, `$.items[*].id`, `$["a b"]`. */
export function isJsonPath(text: string): boolean {
  return form.test(text);
}

/** Every value at the path, in order; empty where there is none. Reads own properties only.
 *  @throws RangeError for a path that `isJsonPath` refuses. */
export function readJsonPath(path: string, value: unknown): unknown[] {
  return readPlaces(path, value).map((place) => place.value);
}

/** A value with its places in the lists that its path went through, outermost first. */
export interface Place {
  places: readonly number[];
  value: unknown;
}

/** As `readJsonPath`, telling which item of a list each value came from.
 *  @throws RangeError for a path that `isJsonPath` refuses. */
export function readPlaces(path: string, value: unknown): Place[] {
  return compileJsonPath(path)(value);
}

/** The same path for many values. `open` turns a value that a path goes on into, such as a text that holds JSON, into what it
 *  stands for.
 *  @throws RangeError for a path that `isJsonPath` refuses. */
export function compileJsonPath(
  path: string,
  open: (value: unknown) => unknown = (value) => value,
): (value: unknown) => Place[] {
  if (!isJsonPath(path)) throw new RangeError(`"${path}" is no JSON path`);
  const steps = [...path.matchAll(part)].map(toStep);
  return (value) => {
    let found: Place[] = [{ places: [], value }];
    for (const step of steps)
      found = found.flatMap(({ places, value: at }) => follow(step, { places, value: open(at) }));
    return found;
  };
}

function toStep([, name, index, each, single, double]: RegExpMatchArray): Step {
  if (index !== undefined) return { index: Number(index) };
  if (each !== undefined) return "each";
  return { name: name ?? single ?? double ?? "" };
}

function follow(step: Step, { places, value }: Place): Place[] {
  const at = (index: number): Place => ({ places: [...places, index], value: (value as unknown[])[index] });
  if (step === "each") return Array.isArray(value) ? value.map((_item, index) => at(index)) : [];
  if ("index" in step) return Array.isArray(value) && step.index < value.length ? [at(step.index)] : [];
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  return Object.hasOwn(value, step.name) ? [{ places, value: (value as Record<string, unknown>)[step.name] }] : [];
}
