import { Liquid, type Template } from "liquidjs";
import { RefusedValueError } from "./template-problem.ts";

/** Longest template, in characters. */
export const templateCharactersMax = 20_000;

const options = {
  strictVariables: true,
  strictFilters: true,
  ownPropertyOnly: true,
  lenientIf: true,
  parseLimit: templateCharactersMax,
  renderLimit: 50,
  memoryLimit: 1_000_000,
  timezoneOffset: 0,
  locale: "en-US",
  root: [],
  relativeReference: false,
  fs: {
    existsSync: () => false,
    exists: async () => false,
    readFileSync: (): string => {
      throw new RefusedValueError("templates can't read files");
    },
    readFile: async (): Promise<string> => {
      throw new RefusedValueError("templates can't read files");
    },
    resolve: (_directory: string, file: string) => file,
  },
};

const fileTags = ["include", "render", "layout", "block"];
// What an outbound URL may need; loops and captures would let a value past the encoding.
const urlTags = ["if", "unless", "case", "assign", "comment", "raw", "#"];

/** Fills in text: bodies, titles, headers. Reads no file, no clock and draws no random number. */
export const textEngine = makeEngine({});

/** Fills in URLs: every value is encoded as one segment or query value. */
export const urlEngine = makeEngine({ outputEscape: encodeUrlValue });
for (const tag of Object.keys(urlEngine.tags)) if (!urlTags.includes(tag)) delete urlEngine.tags[tag];
urlEngine.unregisterFilter("raw");

function makeEngine(more: { outputEscape?: (value: unknown) => string }): Liquid {
  const engine = new Liquid({ ...options, ...more });
  for (const tag of fileTags) delete engine.tags[tag];
  engine.unregisterFilter("sample");
  for (const name of Object.keys(engine.filters).filter((filter) => filter.startsWith("date"))) {
    const original = engine.filters[name];
    if (typeof original !== "function") continue;
    engine.registerFilter(name, function (value, ...rest) {
      if (value === "now" || value === "today") throw new RefusedValueError(`write {{ now | ${name} }} without quotes`);
      return original.call(this, value, ...rest);
    });
  }
  return engine;
}

/** One value inside a URL. Throws RefusedValueError for what would leave its segment or vanish from it. */
function encodeUrlValue(value: unknown): string {
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") {
    const kind = value === null || value === undefined ? "an empty value" : "a list or an object";
    throw new RefusedValueError(`${kind} can't stand in a URL`);
  }
  const text = String(value);
  if (text === "") throw new RefusedValueError("an empty value can't stand in a URL");
  if (text === "." || text === "..") throw new RefusedValueError(`"${text}" can't stand in a URL`);
  if (/\p{Cc}/u.test(text)) throw new RefusedValueError("a control character can't stand in a URL");
  if (!text.isWellFormed()) throw new RefusedValueError("broken text (half a character) can't stand in a URL");
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

const rendersMax = 3;

/** Fills in a template. Its time limit goes by the clock, and counts what the process stood still in, as on a busy machine:
 *  what it stops is filled in anew, and only what takes too long again and again throws. */
export function renderTemplate(engine: Liquid, template: string, scope: object): string {
  const templates = parseTemplate(engine, template);
  for (let renders = 1; ; renders++) {
    try {
      return String(engine.renderSync(templates, scope));
    } catch (error) {
      const tookTooLong = error instanceof Error && error.message.startsWith("template render limit exceeded");
      if (!tookTooLong || renders === rendersMax) throw error;
    }
  }
}

const parsed = new Map<Liquid, Map<string, Template[]>>([
  [textEngine, new Map()],
  [urlEngine, new Map()],
]);
const parsedMax = 2_000;

/** The parsed template, remembered by its text. Throws LiquidError where it can't be read. */
export function parseTemplate(engine: Liquid, template: string): Template[] {
  const known = parsed.get(engine)!;
  const found = known.get(template);
  if (found !== undefined) return found;
  const made = engine.parse(template);
  if (known.size >= parsedMax) known.delete(known.keys().next().value!);
  known.set(template, made);
  return made;
}
