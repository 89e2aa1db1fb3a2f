import { fileURLToPath } from "node:url";

/** The bundle of a program as an installation runs it; made before the tests by scripts/provide-programs.mjs. */
export function programFile(name: "server" | "practice" | "signalbox"): string {
  return fileURLToPath(new URL(`../../../../dist/${name}.js`, import.meta.url));
}
