/** What the practice world holds: everything in memory, gone when it stops. Instants are epoch milliseconds. */
export interface World {
  tickets: Map<string, Ticket>;
  pages: Map<string, Page>;
  posts: Map<string, Post>;
  rota: Map<string, Person>;
  /** Answers given under an idempotency key, so that a repeat gets the same. */
  answersByKey: Map<string, { status: 200 | 201; body: object }>;
  nextNumber: number;
}

export interface Ticket {
  id: string;
  ref: string;
  title: string;
  priority: string;
  assignee: string;
  status: "open" | "closed";
  createdAt: number;
  closedAt: number | null;
  comments: { at: number; text: string }[];
}

export interface Page {
  id: string;
  reference: string;
  title: string;
  severity: string;
  team: string;
  onCall: string;
  link: string;
  /** Where whoever was paged acknowledges; empty where the page has none. */
  acknowledgeUrl: string;
  status: "triggered" | "acknowledged" | "resolved";
  triggeredAt: number;
  resolvedAt: number | null;
  /** How many times this page rang: 1, and one more for each new event of the same reference. */
  rings: number;
}

/** One post of the status page, with all that was said in it. */
export interface Post {
  id: string;
  name: string;
  status: string;
  impact: string;
  /** Not shown to customers. */
  metadata: Record<string, unknown>;
  updates: { at: number; status: string; text: string }[];
}

interface Person {
  email: string;
  name: string;
}

export function createWorld(): World {
  return {
    tickets: new Map(),
    pages: new Map(),
    posts: new Map(),
    rota: new Map([
      ["payments", { email: "ada@example.test", name: "Ada Byron" }],
      ["platform", { email: "grace@example.test", name: "Grace Murray" }],
    ]),
    answersByKey: new Map(),
    nextNumber: 1,
  };
}

export function takeNumber(world: World): string {
  const number = world.nextNumber;
  world.nextNumber += 1;
  return String(number);
}
