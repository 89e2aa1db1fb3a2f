import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readSourceMap } from "./read-source-map.ts";

const maps = new Map<string, ReturnType<typeof readSourceMap>>();

/** Errors name the places of the sources where the program runs from a bundle. A map is read when somebody first looks at an
 *  error that needs it: reading all of them at each start (--enable-source-maps) takes a third of it. */
export function tellPlacesInSources(): void {
  Error.prepareStackTrace = (error, places) =>
    [nameOf(error), ...places.map((place) => `    at ${inSources(String(place))}`)].join("\n");
}

function nameOf(error: unknown): string {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return "Error";
  }
}

// As V8 writes it: `run (file:///…/dist/server.js:10:5)`.
function inSources(place: string): string {
  return place.replace(/(file:\/\/[^\s()]+\.js):(\d+):(\d+)/, (asIs, url: string, line: string, column: string) => {
    const found = mapOf(url)(Number(line), Number(column));
    return found ? `${new URL(found.source, url)}:${found.line}:${found.column}` : asIs;
  });
}

function mapOf(url: string): ReturnType<typeof readSourceMap> {
  let map = maps.get(url);
  if (map === undefined) {
    map = readMap(url);
    maps.set(url, map);
  }
  return map;
}

function readMap(url: string): ReturnType<typeof readSourceMap> {
  try {
    return readSourceMap(readFileSync(`${fileURLToPath(url)}.map`, "utf8"));
  } catch {
    // A file without a map: the place stays as it is.
    return () => null;
  }
}
