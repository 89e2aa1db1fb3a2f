import { type ChildProgram, startChildProgram } from "./child-program.ts";
import { programFile } from "./program-file.ts";

interface DeskTicket {
  id: string;
  ref: string;
  title: string;
  priority: string;
  assignee: string;
  status: "open" | "closed";
  comments: { text: string }[];
}

interface DeskPage {
  id: string;
  reference: string;
  title: string;
  status: "triggered" | "acknowledged" | "resolved";
  triggeredAt: string;
  rings: number;
}

export interface DeskRequest {
  at: number;
  method: string;
  path: string;
  idempotencyKey: string | null;
  body: string;
  fault: string | null;
  status: number | null;
}

export interface DeskFault {
  target: "tickets" | "pages" | "rota";
  kind: "slow" | "hang" | "500" | "429" | "drop-answer" | "redirect" | "huge" | "drip" | "pretend";
  method?: string;
  times?: number;
  ms?: number;
}

/** The outside world of a test: a ticket desk, a pager and a rota in a process of their own, so that they outlive ours. */
export interface PracticeDesk {
  program: ChildProgram;
  url: string;
  port: number;
  token: string;
  pagerSecret: string;
  tickets(): Promise<DeskTicket[]>;
  pages(): Promise<DeskPage[]>;
  requests(): Promise<DeskRequest[]>;
  fail(fault: DeskFault): Promise<void>;
  /** Ends all faults. */
  heal(): Promise<void>;
  honourIdempotencyKeys(isOn: boolean): Promise<void>;
  end(): Promise<void>;
}

export async function startPracticeDesk(): Promise<PracticeDesk> {
  const token = "desk-token-of-the-tests";
  const pagerSecret = `whsec_${Buffer.from("pager-secret-of-the-tests-32byte").toString("base64")}`;
  const program = startChildProgram({
    name: "practice",
    file: programFile("practice"),
    variables: { PRACTICE_PORT: "0", DESK_TOKEN: token, PAGER_SECRET: pagerSecret },
    isReady: /practice world is at (\S+)/,
  });
  const url = await program.ready();
  const ask = async <T>(path: string, init: RequestInit = {}): Promise<T> => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const response = await fetch(url + path, { ...init, headers });
    if (!response.ok) throw new Error(`the practice desk answers ${response.status} to ${path}`);
    return (response.status === 204 ? null : await response.json()) as T;
  };
  const look = () => ask<{ tickets: DeskTicket[]; pages: DeskPage[] }>("/world");
  return {
    program,
    url,
    port: Number(new URL(url).port),
    token,
    pagerSecret,
    tickets: async () => (await look()).tickets,
    pages: async () => (await look()).pages,
    requests: async () => (await ask<{ items: DeskRequest[] }>("/requests")).items,
    fail: (fault) => ask("/faults", { method: "POST", body: JSON.stringify(fault) }),
    heal: () => ask("/faults", { method: "DELETE" }),
    honourIdempotencyKeys: (isOn) =>
      ask("/switches", { method: "PUT", body: JSON.stringify({ honoursIdempotencyKey: isOn }) }),
    end: () => program.end(),
  };
}
