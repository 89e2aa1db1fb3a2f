import {
  checkInvariants,
  createDriver,
  createTestDatabase,
  type Driver,
  drain,
  type OutgoingDelivery,
  type PlannedIncident,
  planIncidents,
  type Random,
  type Signalbox,
  seedRandom,
  shuffle,
  startSignalbox,
  tellIncidents,
} from "@signalbox/testkit";

export const isNightly = process.env.SIGNALBOX_NIGHTLY === "1";

/** One installation under faults: sends waves of a seeded plan and checks what must hold after each. */
export interface ChaosRun {
  signalbox: Signalbox;
  driver: Driver;
  random: Random;
  databaseUrl: string;
  /** Plans `count` incidents and tells all but the resolves of those that are held. Resolves when each delivery has its
   *  outcome. @param options.copies how many of each delivery are sent at once; 1 by default */
  tell(count: number, options?: { perSecond?: number; copies?: number }): Promise<void>;
  /** Tells the resolves that were held back. */
  tellResolves(options?: { perSecond?: number }): Promise<void>;
  /** Waits until nothing is under way, and returns every invariant that does not hold. */
  settle(withinMs?: number): Promise<string[]>;
  /** As settle, without waiting. */
  check(): Promise<string[]>;
  end(): Promise<void>;
}

/** @param options.databaseUrl an empty or migrated database; by default a new one in the cluster of the test run */
export async function startChaosRun(
  options: Omit<Parameters<typeof startSignalbox>[0], "databaseUrl"> & { databaseUrl?: string; seed?: number } = {},
): Promise<ChaosRun> {
  const seed = options.seed ?? Number(process.env.SIGNALBOX_SEED || (isNightly ? Date.now() % 1_000_000 : 20_261_123));
  console.log(`seed ${seed}: repeat with SIGNALBOX_SEED=${seed}`);
  const random = seedRandom(seed);
  const own = options.databaseUrl === undefined ? await createTestDatabase() : null;
  const databaseUrl = options.databaseUrl ?? own!.url;
  const signalbox = await startSignalbox({ ...options, databaseUrl });
  const driver = createDriver(random, signalbox.hookUrls);
  const incidents: PlannedIncident[] = [];
  const open = new Set<string>();
  const taken = new Set<number>();
  let heldBack: OutgoingDelivery[] = [];
  let waves = 0;
  const check = (): Promise<string[]> =>
    checkInvariants({ databaseUrl, desk: signalbox.desk, history: driver.history, incidents, open });

  return {
    signalbox,
    driver,
    random,
    databaseUrl,
    async tell(count, { perSecond = 60, copies = 1 } = {}) {
      waves++;
      const planned = planIncidents(random, { name: `w${waves}`, count, now: Date.now(), taken });
      const { first, second } = tellIncidents(planned, signalbox.secret);
      incidents.push(...planned);
      heldBack.push(...second);
      for (const { key } of second) open.add(key);
      const sent = shuffle(random, first).flatMap((delivery) => Array<OutgoingDelivery>(copies).fill(delivery));
      await driver.send(sent, copies > 1 ? { perSecond, repeatShare: 0 } : { perSecond });
    },
    async tellResolves({ perSecond = 60 } = {}) {
      const told = heldBack;
      heldBack = [];
      for (const { key } of told) open.delete(key);
      await driver.send(shuffle(random, told), { perSecond });
    },
    async settle(withinMs) {
      await drain(databaseUrl, withinMs);
      return check();
    },
    check,
    async end() {
      await signalbox.end();
      await own?.drop();
    },
  };
}
