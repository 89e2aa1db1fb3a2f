import type { FailurePaths, PolicyBody } from "@signalbox/contract";
import type {
  CalendarBody,
  DrillChaos,
  DrillSchedule,
  DrillWay,
  EpochMs,
  MappingBody,
  RotationBody,
  RuleSetBody,
} from "@signalbox/core";
import type { Dated } from "@signalbox/database";

/** Configuration in one form, whether it is live or written in a file: what the two are compared by. All plain data: two
 *  objects are alike when their JSON is. Keys are sorted by `sameJson`. */
export interface NormalConfig {
  policy: Dated<PolicyBody>[];
  calendars: Map<string, CalendarBody>;
  rotations: Map<string, NormalRotation>;
  teams: Map<string, NormalTeam>;
  components: Map<string, NormalComponent>;
  sources: Map<string, NormalSource>;
  connections: Map<string, NormalConnection>;
  /** Null before anything was published. */
  rules: RuleSetBody | null;
  failures: FailurePaths | null;
  /** By `windowKey`. */
  windows: Map<string, NormalWindow>;
  customers: Map<string, NormalCustomer>;
  drills: Map<string, NormalDrill>;
}

export interface NormalRotation extends RotationBody {
  name: string;
}

export interface NormalTeam {
  name: string;
  lead: string | null;
  onCall: Record<string, unknown> | null;
}

export interface NormalComponent {
  name: string;
  costCentre: string | null;
  glAccount: string | null;
  team: Dated<string>[];
  tier: Dated<number>[];
  cost: Dated<{ perMinute: string; currency: string }>[];
  target: Dated<string>[];
  /** By source and glob; each has a timeline of its own. */
  monitors: NormalMapping[];
}

export interface NormalMapping {
  source: string;
  match: string;
  from: EpochMs;
  until: EpochMs | null;
}

export interface NormalSource {
  name: string;
  sender: string;
  auth: Record<string, unknown>;
  settings: Record<string, unknown>;
  /** Null: its sender's code alone reads its deliveries. */
  mapping: MappingBody | null;
  /** SHA-256 of the hook token in hex; null: one is to be made. */
  tokenHash: string | null;
  secrets: NormalSecret[];
}

/** A stored secret has an id; one that is to be stored has none yet. Values are never part of it. */
export interface NormalSecret {
  id: string | null;
  label: string;
  expiresAt: EpochMs | null;
}

export interface NormalConnection {
  name: string;
  kind: string;
  /** Credentials stand as `{kept: true}`. */
  config: Record<string, unknown>;
  /** Field of each credential, with the id of what is stored; null: to be stored. */
  secrets: Record<string, string | null>;
}

export interface NormalWindow {
  components: string[];
  startsAt: EpochMs;
  endsAt: EpochMs;
  announcedAt: EpochMs;
  reason: string;
}

export interface NormalCustomer {
  name: string;
  contracts: { body: Record<string, unknown>; from: EpochMs; until: EpochMs | null }[];
}

export interface NormalDrill {
  name: string;
  way: DrillWay;
  /** Keys. */
  source: string;
  connection: string;
  component: string | null;
  /** Id or name of the monitor that watches the page; null where Signalbox plays the tool. */
  monitor: string | null;
  openWithinMs: number;
  closeWithinMs: number;
  schedule: DrillSchedule | null;
  chaos: DrillChaos | null;
  /** Key of the connection that pages where its calls are disturbed; null: none. */
  pager: string | null;
}

/** A window has no key of its own: it is the one of these components at this time. */
export function windowKey(window: Pick<NormalWindow, "components" | "startsAt" | "endsAt">): string {
  const [from, to] = [window.startsAt, window.endsAt].map((at) => new Date(at).toISOString());
  return `${window.components.toSorted().join("+")} ${from}/${to}`;
}

/** JSON with sorted keys: equal texts, equal data. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === "object" && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );
}

export function sameJson(one: unknown, other: unknown): boolean {
  return canonicalJson(one) === canonicalJson(other);
}

/** `120.000000` → `120`: an exact decimal in its one shortest form. */
export function shortestDecimal(decimal: string): string {
  const [whole = "0", fraction = ""] = decimal.split(".");
  const digits = fraction.replace(/0+$/, "");
  const integer = whole.replace(/^0+(?=\d)/, "");
  return digits === "" ? integer : `${integer}.${digits}`;
}
