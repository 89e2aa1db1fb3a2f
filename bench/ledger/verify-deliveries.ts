import { setTimeout as sleep } from "node:timers/promises";
import { anypingRequest } from "../shared/anyping-request.ts";
import { round } from "../shared/numbers.ts";
import { sendRequests } from "../shared/send-requests.ts";
import { benchApiToken, type Installation } from "../shared/start-installation.ts";

export type Verifying = {
  deliveries: number;
  incidents: number;
  seconds: number;
  deliveriesPerSecond: number;
  /** How often the run said how far it was. */
  progressTold: number;
  /** To be 0: the ledger is sound. */
  findings: number;
};

const connections = 32;
const services = 50;
const processedWithinMs = 8 * 60_000;

/** How long the verification of a ledger takes, by what it recomputes: real deliveries, taken in and processed. */
export async function verifyDeliveries(
  installation: Installation,
  options: { deliveries: number; log(line: string): void },
): Promise<Verifying> {
  const { query, api } = installation;
  const { deliveries, log } = options;
  await send(installation, deliveries);
  const until = performance.now() + processedWithinMs;
  const waiting = async () =>
    (await query<{ n: number }>("select count(*)::int as n from deliveries where state = 'received'"))[0]!.n;
  for (let left = await waiting(); left > 0; left = await waiting()) {
    if (performance.now() > until) throw new Error(`${left} deliveries are not processed in time`);
    await sleep(500);
  }
  for (const table of ["deliveries", "events", "incident_facts", "incidents", "ledger_segments"]) {
    await query(`analyze ${table}`);
  }
  log(`${deliveries} deliveries are processed`);
  const ask = async (path: string, method = "GET"): Promise<Run> => {
    const answer = await fetch(`http://127.0.0.1:${api.port}/api/v1/ledger/${path}`, {
      method,
      headers: { authorization: `Bearer ${benchApiToken}`, "content-type": "application/json" },
      ...(method === "POST" && { body: "{}" }),
    });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
    return (await answer.json()) as Run;
  };
  const startedAt = performance.now();
  const { id } = await ask("verifications", "POST");
  const told = new Set<string>();
  for (;;) {
    const run = await ask(`runs/${id}`);
    told.add(`${run.phase} ${run.done}`);
    if (run.state !== "running") {
      if (run.state !== "done") throw new Error(`the verification ended ${run.state}: ${run.reason}`);
      const seconds = (performance.now() - startedAt) / 1_000;
      return {
        deliveries: run.checked.deliveries!,
        incidents: deliveries / 2,
        seconds: round(seconds),
        deliveriesPerSecond: round(run.checked.deliveries! / seconds),
        progressTold: told.size,
        findings: run.findingCount ?? -1,
      };
    }
    await sleep(250);
  }
}

type Run = {
  id: string;
  state: string;
  phase: string;
  done: number;
  reason: string | null;
  findingCount: number | null;
  checked: Record<string, number>;
};

/** Half of them open an outage of ten seconds, the other half end it. */
async function send({ api, sources }: Installation, deliveries: number): Promise<void> {
  const source = sources[0]!;
  const begin = Math.floor(Date.now() / 1_000) * 1_000 - 20 * 86_400_000;
  let next = 0;
  let refused = 0;
  await sendRequests({
    port: api.port,
    connections,
    take() {
      if (next >= deliveries) return null;
      const n = next++;
      const incident = Math.floor(n / 2);
      const startedAt = begin + incident * 1_000;
      return anypingRequest(source, {
        id: `dlv_ledger_${n}`,
        type: n % 2 === 0 ? "opened" : "resolved",
        at: startedAt + (n % 2) * 10_000,
        key: `ledger-${incident}`,
        monitor: `Service ${incident % services}`,
        severity: "critical",
        startedAt,
      });
    },
    onAnswer(status) {
      if (status !== "200") refused++;
    },
  });
  if (refused > 0) throw new Error(`${refused} deliveries were refused`);
}
