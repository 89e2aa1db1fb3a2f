import { QueryFailed, sqlState } from "@signalbox/database";

/** The work on deliveries threw because of what they hold, not because the database was away. */
export class WorkThrew extends Error {
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : "processing threw", { cause });
    this.name = "WorkThrew";
  }
}

// Data, constraints, limits, raised exceptions: the same deliveries would do it again. A time limit is no fault of theirs.
const byTheData = /^(22|23|54|P0)/;

// Two transactions gave one slot its obligation at the same moment: the second, run again, sees the first's.
const byAnother: ReadonlySet<string | null> = new Set(["obligation_occurs_once", "one_open_obligation_per_slot"]);

/** Has the code of a serialisation failure: the transaction is run again. */
class RanIntoAnother extends Error {
  readonly code = "40001";
}

/** Runs `work` and tells what deliveries are to blame for from everything else. */
export async function blameTheWork<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof QueryFailed && error.code === "23505" && byAnother.has(error.constraint)) {
      throw new RanIntoAnother(error.message, { cause: error });
    }
    const state = sqlState(error) ?? (error instanceof QueryFailed ? error.code : null);
    if (state !== null && !byTheData.test(state)) throw error;
    throw new WorkThrew(error);
  }
}
