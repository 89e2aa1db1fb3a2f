import { listRunbookBooks, type Reader, saveRunbookBook } from "@signalbox/database";
import type { PerformDeps } from "../perform/perform-deps.ts";
import { type RunbookBook, readStoredBook, withoutValues } from "./runbook-book.ts";

/** The allow-list as a worker has read it last; null: none ever has. */
export async function loadStoredBook(reader: Reader): Promise<RunbookBook | null> {
  const books = await listRunbookBooks(reader);
  const last = books.toSorted((one, other) => other.readAt - one.readAt)[0];
  return last === undefined ? null : readStoredBook(last.book);
}

/** Reads the allow-list of this machine and tells the others what it says. */
export async function tellRunbooks(deps: Pick<PerformDeps, "db" | "now" | "runbooks">): Promise<void> {
  const { db, now, runbooks } = deps;
  if (runbooks === undefined) return;
  const book = await runbooks.read();
  await db.transaction((tx) => saveRunbookBook(tx, book.path, withoutValues(book), now()));
}
