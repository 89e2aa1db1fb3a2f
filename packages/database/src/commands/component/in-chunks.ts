const rowsPerStatement = 1000;

/** Runs one statement for each thousand rows, one after the other; none for no rows. */
export async function inChunks<Row>(rows: readonly Row[], run: (some: Row[]) => PromiseLike<unknown>): Promise<void> {
  for (let at = 0; at < rows.length; at += rowsPerStatement) await run(rows.slice(at, at + rowsPerStatement));
}
