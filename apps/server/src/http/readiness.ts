import { checkMigrations, type Database, proveWritable } from "@signalbox/database";

const provenForMs = 5_000;

export type Readiness = { ready: true } | { ready: false; why: string };

/** Whether the api can do its work: rows can be written and the schema is the one of this version. One proof serves for 5 s. */
export function createReadiness(db: Database, isDraining: () => boolean): () => Promise<Readiness> {
  let provenAt = -Infinity;
  let proof: Promise<Readiness> | null = null;
  return async () => {
    if (isDraining()) return { ready: false, why: "stopping" };
    if (proof === null || performance.now() - provenAt > provenForMs) {
      provenAt = performance.now();
      proof = prove(db);
    }
    return proof;
  };
}

async function prove(db: Database): Promise<Readiness> {
  try {
    await proveWritable(db.read);
    const query = async (text: string) => ({ rows: [...(await db.sql.unsafe(text))] as never[] });
    const { pending, problems } = await checkMigrations({ query });
    return pending.length === 0 && problems.length === 0 ? { ready: true } : { ready: false, why: "migrations differ" };
  } catch {
    return { ready: false, why: "database away" };
  }
}
