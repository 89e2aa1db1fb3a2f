import { type LocalRunbook, parametersOf } from "@signalbox/core";
import { z } from "zod";

/** A file that a command is made of, as it was when it was read. */
export interface HashedFile {
  path: string;
  /** In hex. */
  sha256: string;
}

export interface BookEntry extends LocalRunbook {
  /** The executable first, then every file that its argv names as it is. */
  files: HashedFile[];
  /** Of the names and values of its `env`: a stored book has the names alone. */
  envSha256: string;
  /** Why it can't be run; null: it can. */
  problem: string | null;
}

/** The allow-list of local commands as it was read. */
export interface RunbookBook {
  path: string;
  /** Of the file; null: it can't be read. */
  sha256: string | null;
  /** Why nothing of it can be run; null: it can. */
  problem: string | null;
  runbooks: BookEntry[];
}

/** Where a worker gets its book from. */
export interface RunbookSource {
  read(): Promise<RunbookBook>;
  /** The variables of this process, of which the file may pass some on. */
  surroundings: NodeJS.ProcessEnv;
}

/** What stands in a stored book: enough to tell that it is one of ours. */
const storedBook = z.looseObject({
  path: z.string(),
  sha256: z.string().nullable(),
  problem: z.string().nullable(),
  runbooks: z.array(z.looseObject({ key: z.string(), argv: z.array(z.string()), files: z.array(z.looseObject({})) })),
});

/** What may be stored and shown of a book. */
export function withoutValues(book: RunbookBook): RunbookBook {
  const hidden = (entry: BookEntry): BookEntry => ({
    ...entry,
    env: Object.fromEntries(Object.keys(entry.env).map((name) => [name, ""])),
  });
  return { ...book, runbooks: book.runbooks.map(hidden) };
}

/** A book that was stored, or null where it is of another version. */
export function readStoredBook(value: unknown): RunbookBook | null {
  const read = storedBook.safeParse(value);
  return read.success ? (read.data as unknown as RunbookBook) : null;
}

/** The parts of an argv that may name files: absolute paths without a parameter. */
export function filesOfArgv(argv: readonly string[]): string[] {
  return argv.filter((part) => part.startsWith("/") && parametersOf([part]).length === 0);
}
