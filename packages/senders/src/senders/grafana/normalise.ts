import { readAlertGroup } from "../../payload/read-alert-group.ts";
import type { NormaliseInput, NormaliseOutcome } from "../../sender.ts";

export function normaliseGrafana(input: NormaliseInput): NormaliseOutcome {
  return readAlertGroup(input, {
    // People may write labels of their own into a test. A real group's key begins with its route: `{…}`.
    isTest: (alert, group) =>
      group.text("groupKey")?.startsWith("test-") === true ||
      (alert.value(["labels", "alertname"]) === "TestAlert" && alert.value(["labels", "instance"]) === "Grafana"),
    monitorId: ["ruleUID"],
    // A rule that could not be asked fires as DatasourceError or DatasourceNoData, its own name in rulename.
    monitorName: ["labels.rulename", "labels.alertname"],
    links: ["panelURL", "dashboardURL", "generatorURL"],
  });
}
