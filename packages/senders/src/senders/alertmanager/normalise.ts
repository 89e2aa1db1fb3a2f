import { readAlertGroup } from "../../payload/read-alert-group.ts";
import type { NormaliseInput, NormaliseOutcome } from "../../sender.ts";

export function normaliseAlertmanager(input: NormaliseInput): NormaliseOutcome {
  return readAlertGroup(input, {
    isTest: (alert) => alert.value(["labels", "signalbox_test"]) === "true",
    monitorId: ["fingerprint"],
    monitorName: ["labels.alertname"],
    links: ["generatorURL"],
  });
}
