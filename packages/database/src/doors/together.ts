import { sqlState } from "./query-failed.ts";

// What statements are told that come after the one that failed.
const transactionFailed = "25P02";

type Answers<T extends readonly (() => PromiseLike<unknown>)[]> = {
  -readonly [K in keyof T]: Awaited<ReturnType<T[K]>>;
};

/**
 * Sends statements of one transaction one behind the other, and waits once for the answers to all. Postgres runs them in the
 * order given, each after what those before it did, so locks are taken in that order, too.
 * @param statements each begins with its first statement, before it waits for anything else; what it goes on with comes after
 *   the first of all others
 * @throws what went wrong, once all have ended, and not that those behind it were refused
 */
export async function together<const T extends readonly (() => PromiseLike<unknown>)[]>(
  ...statements: T
): Promise<Answers<T>> {
  const failures: unknown[] = [];
  const begun = statements.map((begin) =>
    Promise.resolve(begin()).catch((error: unknown) => void failures.push(error)),
  );
  const answers = await Promise.all(begun);
  if (failures.length > 0) throw failures.find((error) => sqlState(error) !== transactionFailed) ?? failures[0];
  return answers as Answers<T>;
}
