import { describe, expect, it } from "vitest";
import { findPostgresProblems, type PostgresFacts } from "./find-postgres-problems.ts";

const sound: PostgresFacts = {
  version: "18.1",
  version_number: 180_001,
  encoding: "UTF8",
  fsync: "on",
  synchronous_commit: "on",
  full_page_writes: "on",
  max_connections: 100,
  is_replica: false,
};

describe("findPostgresProblems", () => {
  it("has nothing to say of a sound server, nor of one that waits for a replica too", () => {
    expect(findPostgresProblems(sound, 40)).toEqual([]);
    expect(findPostgresProblems({ ...sound, synchronous_commit: "remote_apply" }, 97)).toEqual([]);
    expect(findPostgresProblems({ ...sound, version: "15.0", version_number: 150_000 }, 40)).toEqual([]);
  });

  it.each<[string, Partial<PostgresFacts>, string]>([
    [
      "an old version",
      { version: "14.12", version_number: 140_012 },
      "version 14.12 is too old, 15 or newer is needed",
    ],
    ["another encoding", { encoding: "SQL_ASCII" }, "the database's encoding is SQL_ASCII, UTF8 is needed"],
    ["a replica", { is_replica: true }, "it is a read-only replica, the primary is needed"],
    ["fsync off", { fsync: "off" }, "fsync is off: acknowledged deliveries could be lost; set it to on"],
    ["no room", { max_connections: 42 }, "max_connections is 42, at least 43 are needed"],
  ])("names %s", (_what, changes, line) => {
    expect(findPostgresProblems({ ...sound, ...changes }, 40)).toEqual([line]);
  });

  it("names all of them at once", () => {
    const off = { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_connections: 10 };
    expect(findPostgresProblems({ ...sound, ...off }, 40)).toHaveLength(4);
  });
});
