export { type CheckedRun, checkInvariants } from "./check/check-invariants.ts";
export { drain } from "./check/drain.ts";
export { queryRows } from "./check/query.ts";
export { type OutgoingDelivery, shuffle, tellIncidents } from "./drive/anyping-deliveries.ts";
export { createDriver, type Driver, type SentDelivery } from "./drive/drive-deliveries.ts";
export { type PlannedIncident, planIncidents } from "./drive/plan-incidents.ts";
export { type Random, seedRandom } from "./drive/random.ts";
export { emptyTables } from "./empty-tables.ts";
export { automationAccess, startAutomationServer } from "./imitations/automation-server.ts";
export { type AwxImitation, awxAccess, startAwx } from "./imitations/awx.ts";
export { cachetV2Access, startCachetV2 } from "./imitations/cachet-v2.ts";
export { cachetV3Access, startCachetV3 } from "./imitations/cachet-v3.ts";
export { type DiscordImitation, startDiscord } from "./imitations/discord.ts";
export { type DnsImitation, type DnsScript, startDnsServer } from "./imitations/dns/start-dns-server.ts";
export { githubIssuesAccess, startGithubIssues } from "./imitations/github-issues.ts";
export { gitlabIssuesAccess, startGitlabIssues } from "./imitations/gitlab-issues.ts";
export { type GotifyImitation, startGotify } from "./imitations/gotify.ts";
export { startGrafanaOncall } from "./imitations/grafana-oncall.ts";
export {
  type ImitatedAnswer,
  type ImitatedCall,
  type ImitatedSystem,
  type Imitation,
  type ImitationMode,
  startImitation,
} from "./imitations/imitation-server.ts";
export { incidentIoAccess, startIncidentIo } from "./imitations/incident-io.ts";
export { instatusAccess, startInstatus } from "./imitations/instatus.ts";
export { type NtfyImitation, type NtfyPublication, startNtfy } from "./imitations/ntfy.ts";
export { type OpsgenieImitation, startOpsgenie } from "./imitations/opsgenie.ts";
export { type OsticketImitation, osticketAccess, startOsticket } from "./imitations/osticket.ts";
export { type PagerDutyImitation, startPagerDuty } from "./imitations/pagerduty.ts";
export type { ImitatedPost, PostImitation } from "./imitations/post-imitation.ts";
export { redmineAccess, startRedmine } from "./imitations/redmine.ts";
export { requestTrackerAccess, startRequestTracker } from "./imitations/request-tracker.ts";
export type { RunImitation } from "./imitations/run-imitation.ts";
export { type RundeckImitation, rundeckAccess, startRundeck } from "./imitations/rundeck.ts";
export { servicenowAccess, startServicenow } from "./imitations/servicenow.ts";
export { type SlackImitation, startSlack } from "./imitations/slack.ts";
export { makeCertificate } from "./imitations/smtp/make-certificate.ts";
export {
  type ReceivedMail,
  type SmtpFault,
  type SmtpImitation,
  startSmtpServer,
} from "./imitations/smtp/start-smtp-server.ts";
export { startStatuspage } from "./imitations/statuspage.ts";
export { startTeams, type TeamsImitation } from "./imitations/teams.ts";
export { startTicketDesk, ticketDeskAccess } from "./imitations/ticket-desk.ts";
export type { ImitatedTicket, TicketImitation } from "./imitations/ticket-imitation.ts";
export { startTokenServer, type TokenServer, tokenServerAccess } from "./imitations/token-server.ts";
export { startWebhookReceiver, type WebhookReceiver } from "./imitations/webhook-receiver.ts";
export { startZammad, zammadAccess } from "./imitations/zammad.ts";
export { startZapier, type ZapierImitation } from "./imitations/zapier.ts";
export { type NetProxy, type ProxyMode, startNetProxy } from "./net-proxy.ts";
export { createTestDatabase, type TestDatabase } from "./test-database.ts";
export { freePort } from "./world/free-port.ts";
export { type DeskFault, type PracticeDesk, startPracticeDesk } from "./world/practice-desk.ts";
export { programFile } from "./world/program-file.ts";
export { type Member, type Signalbox, startSignalbox } from "./world/start-signalbox.ts";
