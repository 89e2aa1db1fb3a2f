/** Where a sign of our own trouble becomes a failure. Every length of time in milliseconds, every size in bytes, every share
 *  between 0 and 1. */
export const ownLimits = {
  /** How often each process says that it is alive. */
  beatEveryMs: 15_000,
  /** A part that has not beaten for so long was not there: a blind span. */
  partStaleMs: 90_000,
  /** How often all signs are measured. */
  watchEveryMs: 60_000,
  /** A disk is nearly full below either; it is well again above both of `disk.well`. */
  disk: {
    freeShareMin: 0.05,
    freeBytesMin: 1 * 1024 ** 3,
    well: { freeShareMin: 0.07, freeBytesMin: 1.25 * 1024 ** 3 },
  },
  /** How far this machine's clock may be from that of Postgres. */
  clockSkewMs: 5_000,
  /** How long the oldest job of a lane may wait. */
  oldestJobMs: {
    process: { normal: 60_000, slow: 30 * 60_000 },
    perform_page: { normal: 30_000, slow: 30_000 },
    escalate: { normal: 60_000, slow: 60_000 },
    perform: { normal: 5 * 60_000, slow: 5 * 60_000 },
    settle_ledger: { normal: 15 * 60_000, slow: 15 * 60_000 },
  },
  /** For every other task. */
  oldestOtherJobMs: 15 * 60_000,
  /** How many jobs of one lane may wait. */
  waitingJobs: 20_000,
  /** So many refusals in a row, with no delivery between them, within the time. */
  refusals: { inARow: 5, withinMs: 24 * 3_600_000 },
  /** A source is silent after this many times its longest pause of the weeks before, and a day at least; judged where it
   *  delivered in so many hours of them. */
  silence: { timesLongestPause: 3, atLeastMs: 24 * 3_600_000, lookBackMs: 28 * 24 * 3_600_000, hoursMin: 50 },
  /** A look-up's last good answer may be this many times as old as it should be, and a quarter of an hour at least. */
  lookUp: { timesRefresh: 5, atLeastMs: 15 * 60_000 },
  /** Where the source says nothing else. */
  testEveryMs: 7 * 24 * 3_600_000,
  /** The dead-man's signal: how often, how long one call may take, and for how long it may fail. */
  signal: { everyMs: 60_000, timeoutMs: 10_000, failingForMs: 3 * 60_000 },
} as const;
