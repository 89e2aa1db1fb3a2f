import { createHash } from "node:crypto";
import type { Listed } from "./desire-config.ts";
import { canonicalJson, type NormalConfig } from "./normal-config.ts";

const lists: readonly Listed[] = [
  "calendars",
  "rotations",
  "teams",
  "components",
  "sources",
  "connections",
  "windows",
  "customers",
  "drills",
];

/** A digest of each object as it is live, by `<list>/<key>`: what tells whether it was changed since. The ids of stored
 *  secrets are in it, so that a rotation shows; values are not. @param named left out: of all objects */
export function digestObjects(
  config: NormalConfig,
  named?: Record<Listed, ReadonlySet<string>>,
): Record<string, string> {
  const digests = lists.flatMap((list) =>
    [...config[list]].flatMap(([key, value]) =>
      named && !named[list].has(key) ? [] : [[`${list}/${key}`, digest(value)]],
    ),
  );
  const single = (["policy", "rules", "failures"] as const).map((name) => [name, digest(config[name])]);
  return Object.fromEntries([...digests, ...single]) as Record<string, string>;
}

function digest(value: unknown): string {
  return createHash("sha256").update(canonicalJson(value)).digest("hex").slice(0, 32);
}
