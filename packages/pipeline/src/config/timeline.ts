import type { EpochMs } from "@signalbox/core";
import type { Dated } from "@signalbox/database";

/** The timeline after `line` was set: what it overlaps gives way, what is left before it stays, and with `until` null all
 *  that would come later goes. Neighbours of one value become one. `lines` are in order and don't overlap; so is the result. */
export function setHeld<Value>(lines: readonly Dated<Value>[], line: Dated<Value>): Dated<Value>[] {
  const before = lines.flatMap((old) =>
    old.from < line.from ? [{ ...old, until: earlier(old.until, line.from) }] : [],
  );
  return joinNeighbours([...before, line]);
}

/** The timeline that ends at `at`, whatever it said beyond. */
export function endHeld<Value>(lines: readonly Dated<Value>[], at: EpochMs): Dated<Value>[] {
  return lines.flatMap((line) => (line.from < at ? [{ ...line, until: earlier(line.until, at) }] : []));
}

/** When two timelines begin to differ; null where they never do. */
export function firstDifference<Value>(one: readonly Dated<Value>[], other: readonly Dated<Value>[]): EpochMs | null {
  const cuts = [...one, ...other].flatMap((line) => (line.until === null ? [line.from] : [line.from, line.until]));
  const at = (lines: readonly Dated<Value>[], instant: EpochMs): string =>
    JSON.stringify(
      lines.find((line) => line.from <= instant && (line.until === null || instant < line.until))?.value ?? null,
    );
  return cuts.toSorted((a, b) => a - b).find((cut) => at(one, cut) !== at(other, cut)) ?? null;
}

function joinNeighbours<Value>(lines: readonly Dated<Value>[]): Dated<Value>[] {
  const joined: Dated<Value>[] = [];
  for (const line of lines) {
    const last = joined.at(-1);
    if (last !== undefined && last.until === line.from && JSON.stringify(last.value) === JSON.stringify(line.value)) {
      joined[joined.length - 1] = { ...last, until: line.until };
    } else {
      joined.push(line);
    }
  }
  return joined;
}

function earlier(one: EpochMs | null, other: EpochMs): EpochMs {
  return one === null ? other : Math.min(one, other);
}
