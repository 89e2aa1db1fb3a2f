import type { EpochMs } from "@signalbox/core";

/** An ISO instant that the contract has checked. */
export function readTime(text: string | undefined): EpochMs | undefined {
  return text === undefined ? undefined : Date.parse(text);
}
