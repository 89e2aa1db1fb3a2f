import { describe, expect, it } from "vitest";
import { formatEventId, formatId, newUuid, parseEventId, parseId } from "./id.ts";

describe("ids", () => {
  it("print and parse back to the same uuid", () => {
    const uuid = newUuid();
    expect(parseId("inc", formatId("inc", uuid))).toBe(uuid);
    expect(parseEventId(formatEventId(uuid, 12))).toEqual({ deliveryId: uuid, ordinal: 12 });
  });

  it.each([
    "inc_",
    "dlv_00",
    "INC_0190f3a1b2c37d4e8f90a1b2c3d4e5f6",
    "evt_0190f3a1b2c37d4e8f90a1b2c3d4e5f6_01",
    "' or 1=1",
  ])("refuse %s", (text) => {
    expect(parseId("inc", text)).toBeNull();
    expect(parseEventId(text)).toBeNull();
  });

  it("refuse an id of another kind", () => {
    expect(parseId("inc", formatId("dlv", newUuid()))).toBeNull();
  });
});
