import { awx } from "./awx/awx.ts";
import { cachetV2 } from "./cachet-v2/cachet-v2.ts";
import { cachetV3 } from "./cachet-v3/cachet-v3.ts";
import type { ConnectionKind, PlannedCall } from "./connection-kind.ts";
import { discord } from "./discord/discord.ts";
import { email } from "./email/email.ts";
import { githubIssues } from "./github-issues/github-issues.ts";
import { gitlabIssues } from "./gitlab-issues/gitlab-issues.ts";
import { gotify } from "./gotify/gotify.ts";
import { grafanaOncall } from "./grafana-oncall/grafana-oncall.ts";
import { http } from "./http/http.ts";
import { httpJob } from "./http-job/http-job.ts";
import { incidentIo } from "./incident-io/incident-io.ts";
import { instatus } from "./instatus/instatus.ts";
import { localCommand } from "./local-command/local-command.ts";
import { ntfy } from "./ntfy/ntfy.ts";
import { onCallIcal } from "./on-call-ical/on-call-ical.ts";
import { onCallJson } from "./on-call-json/on-call-json.ts";
import { opsgenie } from "./opsgenie/opsgenie.ts";
import { osticket } from "./osticket/osticket.ts";
import { pageWebhook } from "./page-webhook/page-webhook.ts";
import { pagerduty } from "./pagerduty/pagerduty.ts";
import { redmine } from "./redmine/redmine.ts";
import { requestTracker } from "./request-tracker/request-tracker.ts";
import { rundeck } from "./rundeck/rundeck.ts";
import { servicenow } from "./servicenow/servicenow.ts";
import { slack } from "./slack/slack.ts";
import { statuspage } from "./statuspage/statuspage.ts";
import { teams } from "./teams/teams.ts";
import { ticketJson } from "./ticket-json/ticket-json.ts";
import { webhook } from "./webhook/webhook.ts";
import { zammad } from "./zammad/zammad.ts";
import { zapier } from "./zapier/zapier.ts";

/** Every kind that Signalbox can call. A new one is a folder and a line here. */
export const connectionKinds: readonly ConnectionKind[] = [
  hideConfig(ticketJson),
  hideConfig(requestTracker),
  hideConfig(redmine),
  hideConfig(zammad),
  hideConfig(githubIssues),
  hideConfig(gitlabIssues),
  hideConfig(servicenow),
  hideConfig(osticket),
  hideConfig(statuspage),
  hideConfig(cachetV2),
  hideConfig(cachetV3),
  hideConfig(instatus),
  hideConfig(incidentIo),
  hideConfig(pagerduty),
  hideConfig(opsgenie),
  hideConfig(pageWebhook),
  hideConfig(ntfy),
  hideConfig(gotify),
  hideConfig(email),
  hideConfig(slack),
  hideConfig(discord),
  hideConfig(teams),
  hideConfig(webhook),
  hideConfig(zapier),
  hideConfig(http),
  hideConfig(onCallJson),
  hideConfig(grafanaOncall),
  hideConfig(onCallIcal),
  hideConfig(localCommand),
  hideConfig(httpJob),
  hideConfig(rundeck),
  hideConfig(awx),
];

const byKey = new Map(connectionKinds.map((kind) => [kind.key, kind]));

export function connectionKindByKey(key: string): ConnectionKind | null {
  return byKey.get(key) ?? null;
}

// In the list each kind takes any configuration: what is given must have come through its own configSchema.
function hideConfig<Config, Call extends PlannedCall>(kind: ConnectionKind<Config, Call>): ConnectionKind {
  return kind as unknown as ConnectionKind;
}
