import { QueryFailed, sqlState } from "@signalbox/database";
import { describe, expect, it } from "vitest";
import { blameTheWork, WorkThrew } from "./work-threw.ts";

const thrown = (code: string, constraint?: string) =>
  blameTheWork(() => Promise.reject(new QueryFailed("insert", { code, ...(constraint && { constraint }) }))).catch(
    (error: unknown) => error,
  );

describe("blameTheWork", () => {
  it.each(["obligation_occurs_once", "one_open_obligation_per_slot"])(
    "has the transaction run again that met another on %s",
    async (constraint) => {
      const error = await thrown("23505", constraint);
      expect(error).not.toBeInstanceOf(WorkThrew);
      expect(sqlState(error)).toBe("40001");
    },
  );

  it("blames deliveries for other data, and nothing for a database that is away", async () => {
    expect(await thrown("23505", "one_incident_per_key")).toBeInstanceOf(WorkThrew);
    expect(await thrown("22P05")).toBeInstanceOf(WorkThrew);
    expect(await thrown("57P01")).toBeInstanceOf(QueryFailed);
  });
});
