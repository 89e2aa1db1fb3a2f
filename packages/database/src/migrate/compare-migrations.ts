import type { Migration } from "./read-migrations.ts";

export type AppliedMigration = { number: number; name: string; sha256: string };
export type MigrationComparison = {
  /** Not applied yet, in order. */
  pending: Migration[];
  /** One line each; with any of them nothing may be run. */
  problems: string[];
};

/** Compares every applied migration with its file: edited, renamed, missing, newer and out-of-order ones are problems. */
export function compareMigrations(applied: AppliedMigration[], files: Migration[]): MigrationComparison {
  const fileByNumber = new Map(files.map((file) => [file.number, file]));
  const appliedNumbers = new Set(applied.map((row) => row.number));
  const newestFile = files.at(-1)?.number ?? 0;
  const newestApplied = Math.max(0, ...appliedNumbers);
  const problems: string[] = [];
  for (const row of applied) {
    const file = fileByNumber.get(row.number);
    if (!file && row.number > newestFile) {
      problems.push(
        `the database holds migration ${row.name}, which this version does not know: start a newer version`,
      );
    } else if (!file) {
      problems.push(`migration ${row.name} was applied, but its file is missing`);
    } else if (file.name !== row.name) {
      problems.push(`migration ${row.name} was applied, but its file is now called ${file.name}`);
    } else if (file.sha256 !== row.sha256) {
      problems.push(
        `migration ${row.name} was edited after it was applied: restore the file and write a new migration`,
      );
    }
  }
  const pending = files.filter((file) => !appliedNumbers.has(file.number));
  for (const file of pending) {
    if (file.number < newestApplied) {
      problems.push(`migration ${file.name} has a lower number than one that was applied: give it the next number`);
    }
  }
  return { pending, problems };
}
