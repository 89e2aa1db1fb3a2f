import type { MappingBody } from "@signalbox/core";
import type { Reader } from "../doors/select-rows.ts";
import { and, desc, eq, lt } from "../drizzle.ts";
import { sourceMappings } from "../schema/sources.ts";

const listed = {
  version: sourceMappings.version,
  author: sourceMappings.author,
  note: sourceMappings.note,
  origin: sourceMappings.origin,
  createdAt: sourceMappings.createdAt,
};

/** Versions of a source's mapping, newest first; what they say is left out. */
export async function listMappings(reader: Reader, sourceId: number, page: { after: number | null; limit: number }) {
  const older = page.after === null ? undefined : lt(sourceMappings.version, page.after);
  return reader
    .select(listed)
    .from(sourceMappings)
    .where(and(eq(sourceMappings.sourceId, sourceId), older))
    .orderBy(desc(sourceMappings.version))
    .limit(page.limit);
}

export async function findMapping(reader: Reader, sourceId: number, version: number) {
  const [found] = await reader
    .select({ ...listed, body: sourceMappings.body, samples: sourceMappings.samples })
    .from(sourceMappings)
    .where(and(eq(sourceMappings.sourceId, sourceId), eq(sourceMappings.version, version)));
  if (found === undefined) return null;
  const { body, samples, ...rest } = found;
  return { ...rest, mapping: joinMapping(body, samples) };
}

/** A stored mapping as it is written. */
export function joinMapping(body: unknown, samples: unknown[]): MappingBody {
  return {
    ...(body as MappingBody),
    ...(samples.length > 0 && { samples: samples as NonNullable<MappingBody["samples"]> }),
  };
}
