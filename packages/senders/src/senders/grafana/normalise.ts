import { readAlertGroup } from "../../payload/read-alert-group.ts";
import type { NormaliseInput, NormaliseOutcome } from "../../sender.ts";

export function normaliseGrafana(input: NormaliseInput): NormaliseOutcome {
  return readAlertGroup(input, {
    isTest: (alert) =>
      alert.value(["labels", "alertname"]) === "TestAlert" && alert.value(["labels", "instance"]) === "Grafana",
    monitorId: ["ruleUID"],
    // A rule that could not be asked fires as DatasourceError or DatasourceNoData, its own name in rulename.
    monitorName: ["labels.rulename", "labels.alertname"],
    links: ["panelURL", "dashboardURL", "generatorURL"],
  });
}
