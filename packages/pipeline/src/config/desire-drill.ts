import type { DrillEntry } from "@signalbox/contract";
import { readDuration } from "@signalbox/core";
import type { NormalDrill } from "./normal-config.ts";

const limitMs = 120_000;
const outagesDefault = 12;
const disturbedForMs = 420_000;

/** A drill as the file says it: what it leaves out is as in a new one. */
export function desireDrill(entry: DrillEntry): NormalDrill {
  const { schedule, chaos } = entry;
  const ms = (text: string | undefined, otherwise: number) => (text === undefined ? otherwise : readDuration(text)!);
  return {
    name: entry.name ?? entry.key,
    way: entry.way ?? "sample",
    source: entry.source,
    connection: entry.connection,
    component: entry.component ?? null,
    monitor: entry.monitor ?? null,
    openWithinMs: ms(entry.openWithin, limitMs),
    closeWithinMs: ms(entry.closeWithin, limitMs),
    schedule: schedule === undefined ? null : { ...schedule, calendar: schedule.calendar ?? null },
    chaos:
      chaos === undefined
        ? null
        : { fault: chaos.fault, outages: chaos.outages ?? outagesDefault, forMs: ms(chaos.for, disturbedForMs) },
    pager: chaos?.pager ?? null,
  };
}
