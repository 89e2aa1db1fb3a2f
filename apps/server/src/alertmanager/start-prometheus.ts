import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@signalbox/testkit";
import { stringify } from "yaml";
import { type DebianProgram, runDebianProgram } from "./run-debian-program.ts";

const prometheus = process.env.SIGNALBOX_PROMETHEUS || "/usr/bin/prometheus";
const blackboxExporter = process.env.SIGNALBOX_BLACKBOX_EXPORTER || "/usr/bin/prometheus-blackbox-exporter";

/** Debian's Prometheus with its blackbox exporter: both look each second, and an alert named `alert` fires at Alertmanager
 *  while the page at `target` answers with an error.
 *  @throws with one line that says what to install */
export async function startPrometheus(watch: {
  target: string;
  alert: string;
  /** `127.0.0.1:<port>` */
  alertmanager: string;
}): Promise<DebianProgram> {
  const blackbox = await startBlackbox();
  const folder = mkdtempSync(join(tmpdir(), "signalbox-prometheus-"));
  const configFile = join(folder, "prometheus.yml");
  const ruleFile = join(folder, "rules.yml");
  writeFileSync(ruleFile, stringify(rulesOf(watch.alert)));
  writeFileSync(configFile, stringify(configOf({ ...watch, blackbox: blackbox.address, ruleFile })));
  const address = `127.0.0.1:${await freePort()}`;
  try {
    const running = await runDebianProgram({
      program: prometheus,
      package: "prometheus",
      args: [
        `--config.file=${configFile}`,
        `--storage.tsdb.path=${join(folder, "data")}`,
        `--web.listen-address=${address}`,
      ],
      folder,
      readyUrl: `http://${address}/-/ready`,
    });
    return {
      lines: () => [...blackbox.lines(), ...running.lines()],
      async end() {
        await running.end();
        await blackbox.end();
      },
    };
  } catch (error) {
    await blackbox.end();
    throw error;
  }
}

async function startBlackbox(): Promise<DebianProgram & { address: string }> {
  const folder = mkdtempSync(join(tmpdir(), "signalbox-blackbox-"));
  const configFile = join(folder, "blackbox.yml");
  const module = { prober: "http", timeout: "2s", http: { preferred_ip_protocol: "ip4" } };
  writeFileSync(configFile, stringify({ modules: { page: module } }));
  const address = `127.0.0.1:${await freePort()}`;
  const running = await runDebianProgram({
    program: blackboxExporter,
    package: "prometheus-blackbox-exporter",
    args: [`--config.file=${configFile}`, `--web.listen-address=${address}`],
    folder,
    readyUrl: `http://${address}/metrics`,
  });
  return { ...running, address };
}

function configOf(given: { target: string; alertmanager: string; blackbox: string; ruleFile: string }): object {
  return {
    global: { scrape_interval: "1s", scrape_timeout: "1s", evaluation_interval: "1s" },
    rule_files: [given.ruleFile],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [given.alertmanager] }] }] },
    scrape_configs: [
      {
        job_name: "drill",
        metrics_path: "/probe",
        params: { module: ["page"], target: [given.target] },
        static_configs: [{ targets: [given.blackbox] }],
      },
    ],
  };
}

function rulesOf(alert: string): object {
  const rule = {
    alert,
    expr: 'probe_success{job="drill"} == 0',
    labels: { severity: "critical" },
    annotations: { summary: "The page of the drill fails" },
  };
  return { groups: [{ name: "drill", rules: [rule] }] };
}
