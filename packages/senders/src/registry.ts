import type { Sender } from "./sender.ts";
import { alertmanager } from "./senders/alertmanager/index.ts";
import { anyping } from "./senders/anyping/index.ts";
import { awsSns } from "./senders/aws-sns/index.ts";
import { azureMonitor } from "./senders/azure-monitor/index.ts";
import { betterstack } from "./senders/betterstack/index.ts";
import { checkly } from "./senders/checkly/index.ts";
import { cronitor } from "./senders/cronitor/index.ts";
import { datadog } from "./senders/datadog/index.ts";
import { dynatrace } from "./senders/dynatrace/index.ts";
import { firehydrant } from "./senders/firehydrant/index.ts";
import { freshping } from "./senders/freshping/index.ts";
import { gatus } from "./senders/gatus/index.ts";
import { gcpMonitoring } from "./senders/gcp-monitoring/index.ts";
import { generic } from "./senders/generic/index.ts";
import { grafana } from "./senders/grafana/index.ts";
import { grafanaOncall } from "./senders/grafana-oncall/index.ts";
import { healthchecks } from "./senders/healthchecks/index.ts";
import { hetrixtools } from "./senders/hetrixtools/index.ts";
import { honeybadger } from "./senders/honeybadger/index.ts";
import { hyperping } from "./senders/hyperping/index.ts";
import { icinga } from "./senders/icinga/index.ts";
import { incidentIo } from "./senders/incident-io/index.ts";
import { kibana } from "./senders/kibana/index.ts";
import { nagios } from "./senders/nagios/index.ts";
import { netdata } from "./senders/netdata/index.ts";
import { newrelic } from "./senders/newrelic/index.ts";
import { oneuptime } from "./senders/oneuptime/index.ts";
import { openstatus } from "./senders/openstatus/index.ts";
import { opsgenie } from "./senders/opsgenie/index.ts";
import { pagerduty } from "./senders/pagerduty/index.ts";
import { pingdom } from "./senders/pingdom/index.ts";
import { rootly } from "./senders/rootly/index.ts";
import { sentry } from "./senders/sentry/index.ts";
import { site24x7 } from "./senders/site24x7/index.ts";
import { splunk } from "./senders/splunk/index.ts";
import { splunkOncall } from "./senders/splunk-oncall/index.ts";
import { squadcast } from "./senders/squadcast/index.ts";
import { standardWebhooks } from "./senders/standard-webhooks/index.ts";
import { statuscake } from "./senders/statuscake/index.ts";
import { statuspage } from "./senders/statuspage/index.ts";
import { uptimeKuma } from "./senders/uptime-kuma/index.ts";
import { uptimerobot } from "./senders/uptimerobot/index.ts";
import { zabbix } from "./senders/zabbix/index.ts";

/** Every monitoring tool that is known, in the order in which people see them. */
export const senders: readonly Sender[] = [
  alertmanager,
  anyping,
  awsSns,
  azureMonitor,
  betterstack,
  checkly,
  cronitor,
  datadog,
  dynatrace,
  firehydrant,
  freshping,
  gatus,
  gcpMonitoring,
  generic,
  grafana,
  grafanaOncall,
  healthchecks,
  hetrixtools,
  honeybadger,
  hyperping,
  icinga,
  incidentIo,
  kibana,
  nagios,
  netdata,
  newrelic,
  oneuptime,
  openstatus,
  opsgenie,
  pagerduty,
  pingdom,
  rootly,
  sentry,
  site24x7,
  splunk,
  splunkOncall,
  squadcast,
  standardWebhooks,
  statuscake,
  statuspage,
  uptimeKuma,
  uptimerobot,
  zabbix,
];

const byKey = new Map(senders.map((sender) => [sender.key, sender]));

export function senderByKey(key: string): Sender | null {
  return byKey.get(key) ?? null;
}
