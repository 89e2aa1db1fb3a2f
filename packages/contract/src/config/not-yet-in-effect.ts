import type { ConfigFile } from "./config-file.ts";
import type { Finding } from "./names-in-file.ts";
import type { Path } from "./read-yaml.ts";

interface Idle {
  /** What it is, as a sentence that goes on with why. */
  words: string;
  find(file: ConfigFile): Path[];
}

/** All that the file may say and this version keeps without acting on it. One list: an entry goes when its room is built. */
const notYetInEffect: readonly Idle[] = [
  {
    words: "kept, but customers have no SLA reports in this version",
    find: (file) => each("customers", file.customers),
  },
];

/** One line for each place of the file that has no effect yet. */
export function findIdle(file: ConfigFile): Finding[] {
  return notYetInEffect.flatMap(({ words, find }) => find(file).map((path) => ({ path, message: words })));
}

function each(name: string, entries: readonly unknown[] | undefined): Path[] {
  return (entries ?? []).map((_, index) => [name, index]);
}
