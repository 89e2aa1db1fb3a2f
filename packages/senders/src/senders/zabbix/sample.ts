import { Buffer } from "node:buffer";
import type { Sender } from "../../sender.ts";

/** Zabbix's own form of a time, by the clock of its server. */
function zabbixTime(at: number, timeZone: string): string {
  // Sweden writes dates as ISO does.
  return new Date(at).toLocaleString("sv-SE", { timeZone }).replaceAll("-", ".");
}

export const sampleZabbix: Sender["sample"] = (kind, { now, key, timeZone = "UTC" }) => {
  const body = {
    id: key,
    triggerId: "14032",
    lastReceived: kind === "test" ? "{DATE} {TIME}" : zabbixTime(now, timeZone),
    message: "Problem of the host checkout-1",
    name: "Zabbix agent on checkout-1 is unreachable for 5 minutes",
    service: "checkout",
    severity: "High",
    status: { open: "PROBLEM", resolve: "RESOLVED", test: "{EVENT.STATUS}" }[kind],
    tags: '[{"tag":"environment","value":"prod"}]',
    host_ip: "10.0.1.11",
    host_name: "checkout-1",
    url: "https://zabbix.example",
    update_action: kind === "test" ? "{EVENT.UPDATE.ACTION}" : "",
  };
  return { headers: { "content-type": "application/json" }, body: Buffer.from(JSON.stringify(body)) };
};
