import { describe, expect, it } from "vitest";
import { FieldReader } from "./field-reader.ts";

const now = Date.UTC(2026, 10, 20, 9, 0, 0);

describe("a variable that the sender left standing", () => {
  const payload = { id: "$ALERT_ID", at: "$DATE", word: "$LEVEL", name: "costs $5", other: "7" };
  const fields = () => new FieldReader(payload, { now, unreplaced: /^\$[A-Z_]+$/ });

  it("reads as missing, and is written down", () => {
    const reader = fields();
    expect([reader.text("id"), reader.text("id", "other"), reader.time("at"), reader.text("name")]).toEqual([
      null,
      "7",
      null,
      "costs $5",
    ]);
    const detail = "the sender left its variable standing";
    expect(reader.misfits).toEqual([
      { field: "id", detail, about: "text" },
      { field: "id", detail, about: "text" },
      { field: "at", detail, about: "time" },
    ]);
    expect([reader.isUnreplaced("id"), reader.isUnreplaced("name"), reader.isUnreplaced("none")]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it("is text like any other where the sender has no such variables", () => {
    expect(new FieldReader(payload, { now }).text("id")).toBe("$ALERT_ID");
  });
});

describe("severity", () => {
  it("takes a sender's own word for unknown as it is, and writes a new word down", () => {
    const reader = new FieldReader({ own: "Not classified", odd: "purple" }, { now });
    expect([reader.severity("own", { "not classified": "unknown" }), reader.severity("odd")]).toEqual([
      "unknown",
      "unknown",
    ]);
    expect(reader.misfits).toEqual([
      { field: "odd", detail: 'holds a severity that is not known: "purple"', about: "severity" },
    ]);
  });
});
