const lastOf = new WeakMap<object, (() => PromiseLike<unknown>)[]>();

/** Gathers what a transaction leaves to its commit. */
export function gatherLast(tx: object): readonly (() => PromiseLike<unknown>)[] {
  const last: (() => PromiseLike<unknown>)[] = [];
  lastOf.set(tx, last);
  return last;
}

/** Statements whose answers nobody in the transaction waits for go out with its commit, in the order given. Where one of them
 *  fails, so does the transaction: it throws that, and nothing was written. Each makes one statement. */
export function atCommit(tx: object, ...statements: (() => PromiseLike<unknown>)[]): void {
  const last = lastOf.get(tx);
  if (last === undefined) throw new Error("a transaction within a transaction has no commit of its own");
  last.push(...statements);
}
