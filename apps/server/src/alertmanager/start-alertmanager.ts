import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@signalbox/testkit";
import { stringify } from "yaml";
import { type DebianProgram, runDebianProgram } from "./run-debian-program.ts";

const program = process.env.SIGNALBOX_ALERTMANAGER || "/usr/bin/prometheus-alertmanager";

export interface Alertmanager extends DebianProgram {
  /** `127.0.0.1:<port>` */
  address: string;
  /** Posts to its v2 API, as Prometheus does. `endsAt` in the past ends the alert. */
  post(alert: { labels: Record<string, string>; summary: string; startsAt: number; endsAt?: number }): Promise<void>;
  /** How many webhooks it has sent with a 2xx for answer, and how many tries failed. */
  counts(): Promise<{ sent: number; failed: number }>;
}

/** Runs the Debian package's own program on a random loopback port; it repeats what still fires every second or so.
 *  @throws with one line that says what to install */
export async function startAlertmanager(receiver: { url: string; secret: string }): Promise<Alertmanager> {
  const folder = mkdtempSync(join(tmpdir(), "signalbox-alertmanager-"));
  const configFile = join(folder, "alertmanager.yml");
  writeFileSync(configFile, stringify(configOf(receiver)));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const running = await runDebianProgram({
    program,
    package: "prometheus-alertmanager",
    args: [
      `--config.file=${configFile}`,
      `--storage.path=${join(folder, "data")}`,
      `--web.listen-address=127.0.0.1:${port}`,
      "--cluster.listen-address=",
    ],
    folder,
    readyUrl: `${url}/-/ready`,
  });
  return {
    address: `127.0.0.1:${port}`,
    async post({ labels, summary, startsAt, endsAt }) {
      const alert = {
        labels,
        annotations: { summary },
        startsAt: new Date(startsAt).toISOString(),
        ...(endsAt === undefined ? {} : { endsAt: new Date(endsAt).toISOString() }),
        generatorURL: "http://prometheus.example.test/graph",
      };
      const response = await fetch(`${url}/api/v2/alerts`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify([alert]),
      });
      if (!response.ok) throw new Error(`Alertmanager answers ${response.status}: ${await response.text()}`);
    },
    async counts() {
      const metrics = await (await fetch(`${url}/metrics`)).text();
      const read = (name: string): number =>
        Number(new RegExp(`^${name}\\{integration="webhook"\\} (\\d+)`, "m").exec(metrics)?.[1] ?? 0);
      const requests = read("alertmanager_notification_requests_total");
      const failed = read("alertmanager_notification_requests_failed_total");
      return { sent: requests - failed, failed };
    },
    ...running,
  };
}

function configOf({ url, secret }: { url: string; secret: string }): object {
  return {
    route: {
      receiver: "signalbox",
      group_by: ["alertname"],
      group_wait: "300ms",
      group_interval: "1s",
      repeat_interval: "1s",
    },
    receivers: [
      {
        name: "signalbox",
        webhook_configs: [
          {
            url,
            send_resolved: true,
            max_alerts: 0,
            http_config: { authorization: { type: "Bearer", credentials: secret } },
          },
        ],
      },
    ],
  };
}
