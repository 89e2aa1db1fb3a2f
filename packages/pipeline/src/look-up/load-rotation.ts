import { type EpochMs, parseRotation, type Rotation, type RotationOverride } from "@signalbox/core";
import { findRotation, listOverrides, type Reader, readOverride } from "@signalbox/database";

export interface RotationNow {
  /** Null: there is none of this key in use that can be read. */
  rotation: Rotation | null;
  /** Those that hold at the instant. */
  overrides: readonly RotationOverride[];
}

/** A rotation kept here, as far as it says who is on call at an instant. */
export async function loadRotation(reader: Reader, key: string, at: EpochMs): Promise<RotationNow> {
  const row = await findRotation(reader, key);
  if (row === null || row.retiredAt !== null) return { rotation: null, overrides: [] };
  const parsed = parseRotation(row.body);
  const overrides = await listOverrides(reader, row.id, { from: at, to: at + 1 });
  return {
    rotation: parsed.outcome === "parsed" ? parsed.rotation : null,
    overrides: overrides.map(readOverride),
  };
}
