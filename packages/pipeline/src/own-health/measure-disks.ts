import { readFile, statfs } from "node:fs/promises";
import { join } from "node:path";
import { ownLimits } from "@signalbox/core";
import type { OwnSign } from "./own-sign.ts";

export interface DiskRoom {
  freeBytes: number;
  totalBytes: number;
}

/** How much room is left where our data lies: the data folder, and the folder of the embedded cluster where it lies elsewhere.
 *  Folders that this machine has not are left out. */
export async function measureDisks(
  dataDir: string,
  wasWell: (name: string) => boolean,
  ask: (path: string) => Promise<DiskRoom> = askDisk,
): Promise<OwnSign[]> {
  const signs: OwnSign[] = [];
  for (const [place, path] of await placesOf(dataDir)) {
    const room = await ask(path).catch(() => null);
    if (room !== null) signs.push(judgeDisk(place, room, wasWell(`disk:${place}`)));
  }
  return signs;
}

async function placesOf(dataDir: string): Promise<[place: string, path: string][]> {
  const places: [string, string][] = [["data folder", dataDir]];
  try {
    places.push(["Postgres", (await readFile(join(dataDir, "postgres.location"), "utf8")).trim()]);
  } catch {
    // The cluster lies in the data folder, or is somebody else's.
  }
  return places;
}

async function askDisk(path: string): Promise<DiskRoom> {
  const { bavail, blocks, bsize } = await statfs(path);
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
}

/** What is nearly full must have some room again before it counts as well: it does not come and go. */
export function judgeDisk(place: string, room: DiskRoom, wasWell: boolean): OwnSign {
  const { freeBytes, totalBytes } = room;
  const bound = wasWell ? ownLimits.disk : ownLimits.disk.well;
  const share = totalBytes === 0 ? 1 : freeBytes / totalBytes;
  const isWell = share >= bound.freeShareMin && freeBytes >= bound.freeBytesMin;
  const words = `${gib(freeBytes)} GiB of ${gib(totalBytes)} GiB are free, ${(share * 100).toFixed(1)} %`;
  return {
    name: `disk:${place}`,
    isWell,
    words,
    failure: {
      kind: "disk-nearly-full",
      cause: `disk:${place}`,
      subjectKind: "disk",
      subjectId: place,
      reason: `The disk of the ${place} is nearly full: ${words}`,
      advice: "Make room or give it more: when it is full nothing is stored, and senders are answered 503.",
      details: { freeBytes, totalBytes },
    },
  };
}

function gib(bytes: number): string {
  return (bytes / 1024 ** 3).toFixed(bytes < 10 * 1024 ** 3 ? 2 : 0);
}
