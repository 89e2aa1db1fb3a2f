import { sqlState } from "./query-failed.ts";

type Answers<T extends readonly (() => PromiseLike<unknown>)[]> = {
  -readonly [K in keyof T]: Awaited<ReturnType<T[K]>>;
};

// What statements are told that come after the one that failed.
const transactionFailed = "25P02";
// Drizzle sends a statement a turn of the event loop's microtasks after it was awaited.
const turnsToSend = 3;

/** Of the statement that is being begun: those within it that must be begun before the next one. */
let within: Promise<void>[] | null = null;

/**
 * Sends statements of one transaction one behind the other, and waits once for the answers to all. Postgres runs them in the
 * order given, each after what those before it did, so locks are taken in that order, too.
 * @param statements each begins with its first statement, before it waits for anything else; what it goes on with comes after
 *   the first of all others. One may itself be several together: all of those come before the next
 * @throws what went wrong, once all have ended, and not that those behind it were refused
 */
export async function together<const T extends readonly (() => PromiseLike<unknown>)[]>(
  ...statements: T
): Promise<Answers<T>> {
  const allBegun = Promise.withResolvers<void>();
  within?.push(allBegun.promise);
  const failures: unknown[] = [];
  const answers: Promise<unknown>[] = [];
  for (const begin of statements) {
    const inner: Promise<void>[] = [];
    const answer = beginWithin(inner, begin);
    answers.push(answer.catch((error: unknown) => void failures.push(error)));
    await Promise.all(inner);
    for (let turn = 0; turn < turnsToSend; turn++) await null;
  }
  allBegun.resolve();
  const answered = await Promise.all(answers);
  if (failures.length > 0) throw failures.find((error) => sqlState(error) !== transactionFailed) ?? failures[0];
  return answered as Answers<T>;
}

async function beginWithin(inner: Promise<void>[], begin: () => PromiseLike<unknown>): Promise<unknown> {
  const outer = within;
  within = inner;
  try {
    return begin();
  } finally {
    within = outer;
  }
}
