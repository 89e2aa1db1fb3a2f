/** Named places where tests make a process hang, throw or die: `await deps.failpoint("ingest.afterCommit")`.
 *  Does nothing in life. */
export type Failpoint = (name: string) => Promise<void> | void;
