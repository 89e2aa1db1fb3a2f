import { connectionKindByKey } from "@signalbox/connections";
import {
  findDrillPager,
  listLiveConnections,
  loadSetting,
  type PathConnection,
  type Reader,
} from "@signalbox/database";

export interface FailurePaths {
  /** Key of the team whose on-call is named in the page. */
  team: string | null;
  connections: PathConnection[];
}

/** Who hears of a failure: of a drill that disturbs its own calls its own pager alone, of all else the paths of `failures`. */
export async function loadPathsOf(
  reader: Reader,
  failure: { kind: string; cause: string },
): Promise<FailurePaths["connections"]> {
  if (failure.kind !== "drill-late") return (await loadFailurePaths(reader, failure.cause)).connections;
  const pager = await findDrillPager(reader, failure.cause);
  return (await listLiveConnections(reader)).filter(({ id }) => id === pager);
}

/** Who hears of failures: the paths of the setting `failures` in their order; without it the first that can page. What is
 *  itself the cause comes last. */
export async function loadFailurePaths(reader: Reader, cause: string): Promise<FailurePaths> {
  const setting = readSetting(await loadSetting(reader, "failures"));
  const live = (await listLiveConnections(reader)).filter(canPage);
  const named = setting.page.flatMap((key) => live.find((connection) => connection.key === key) ?? []);
  const paths = named.length > 0 ? named : live.slice(0, 1);
  const isCause = (connection: PathConnection) => cause === `connection:${connection.key}`;
  return {
    team: setting.team,
    connections: [...paths.filter((path) => !isCause(path)), ...paths.filter(isCause)],
  };
}

function readSetting(value: unknown): { team: string | null; page: string[] } {
  if (typeof value !== "object" || value === null) return { team: null, page: [] };
  const { team, page } = value as { team?: unknown; page?: unknown };
  const keys = Array.isArray(page) ? page.map((path: { connection?: unknown } | null) => path?.connection) : [];
  return { team: typeof team === "string" ? team : null, page: keys.filter((key) => typeof key === "string") };
}

function canPage({ kind: key, config }: PathConnection): boolean {
  const kind = connectionKindByKey(key);
  const parsed = kind?.configSchema.safeParse(config);
  return parsed?.success === true && (kind?.capabilities(parsed.data).actions.includes("page") ?? false);
}
