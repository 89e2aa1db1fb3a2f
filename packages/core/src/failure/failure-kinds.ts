export interface FailureKindFacts {
  /** What happened, in a few words. */
  title: string;
  /** What it means for whoever waits for a ticket or a page. */
  means: string;
  /** What a person does now. */
  todo: string;
  /** When it settles itself; null: only a person settles it. */
  settles: string | null;
  /** Until somebody takes it or it is settled; or one page alone, for what tells of a calm that is kept; or it is only listed. */
  pages: "repeated" | "once" | "never";
  /** What trying again means. `null`: there is nothing to try again. */
  retries: "actions" | "connection" | "deliveries" | null;
}

const base = { pages: "repeated", retries: null } as const;

/** Every kind of failure, in words. What raises a failure names a kind of this table; the guide is checked against it. */
export const failureKinds = {
  "action-late": {
    ...base,
    title: "Something is sent late",
    means: "A ticket, post or message has been due for 5 minutes, a page for 60 seconds. Its tries go on.",
    todo: "Look at the connection and at the system behind it. Tell whoever waits for it.",
    settles: "when a later try works, or nothing is left to try",
    retries: "actions",
  },
  "action-failed": {
    ...base,
    title: "Something could not be sent",
    means: "The outside system refused for good, or a day of tries is over. Nothing is tried again by itself.",
    todo: "Mend the cause and retry; or do it there by hand and mark it done.",
    settles: "when a retry works, or nothing is left to try",
    retries: "actions",
  },
  "action-unknown": {
    ...base,
    title: "Nobody knows whether it was sent",
    means: "The answer was lost, and the system can't be asked. Sending blindly could open a second ticket.",
    todo: "Look there. Under Approvals say that it happened, with its id, or that it did not; or send it again.",
    settles: "when a retry works, or nothing is left to try",
    retries: "actions",
  },
  "action-lost": {
    ...base,
    title: "What was opened is gone",
    means: "A ticket, post or page that Signalbox opened is no longer there, so that it can't be closed.",
    todo: "Look there: if it was deleted or moved on purpose, mark it done; if not, correct the connection's paths.",
    settles: null,
  },
  "approval-expired": {
    ...base,
    title: "Nobody said yes or no in time",
    means: "A remediation waited for a person's yes, and the time to decide is up. It was not run.",
    todo: "Look at the incident. Retry to ask anew, or do it by hand and mark it done.",
    settles: "when it is asked anew, or the incident resolves",
    retries: "actions",
  },
  "remediation-stopped": {
    ...base,
    title: "A remediation does not help",
    means: "It has failed twice in a row for one component, and is not run for it any more.",
    todo: "Find out why, and mend it. Marking this done lets it run again.",
    settles: null,
  },
  "page-unacknowledged": {
    ...base,
    title: "Nobody acknowledged a page",
    means:
      "The on-call, the team's lead and every path of `failures` were paged in turn, and nobody has taken the incident.",
    todo: "Take the incident yourself: acknowledge it. Then look whether the pagers reach people.",
    settles: "when somebody acknowledges the incident, or it resolves",
  },
  "connection-paused": {
    ...base,
    title: "A connection is paused",
    means: "Its credentials were refused or are missing. What goes through it waits; nothing is lost.",
    todo: "Give it valid credentials; what waits is sent then. Or resume it if the refusal was a mistake.",
    settles: "when it is used again and a call works",
    retries: "connection",
  },
  "delivery-unreadable": {
    ...base,
    title: "A delivery can't be read",
    means: "The sender was answered 200 and won't send it again. What it told is known to nobody yet.",
    todo: "Read its body: something may be down. Make a mapping from it and retry it; else mark it done.",
    settles: "when no failed delivery of the source is left",
    retries: "deliveries",
  },
  "payload-drifts": {
    ...base,
    title: "A payload no longer fits",
    means: "A field is missing or says something new. Its events count without that field; nothing is guessed.",
    todo: "Compare it with the last good delivery. Then say by a mapping of the source where it stands or what it means.",
    settles: "when the mapping of the source is changed; the next delivery that does not fit raises it anew",
    pages: "never",
  },
  "delivery-crashes": {
    ...base,
    title: "A delivery can't be processed",
    means: "Processing it threw 5 times, or took 3 workers down. This is a fault of Signalbox, not of the sender.",
    todo: "Read its body: something may be down. Keep it, update Signalbox, and retry.",
    settles: "when no failed delivery of the source is left",
    retries: "deliveries",
  },
  "delivery-too-old": {
    ...base,
    title: "An outage from long ago was reported",
    means: "It began more than 30 days ago and was never heard of: a replay, or a wrong clock. It opened nothing.",
    todo: "If it is real, apply it: that opens the incident. If not, skip it with a reason.",
    settles: null,
  },
  "event-orphaned": {
    ...base,
    title: "A resolve without an outage",
    means: "Something was reported as resolved that was never reported as opened. It changed nothing.",
    todo: "If the outage is known, apply it with its beginning. If not, skip it with a reason.",
    settles: null,
    pages: "never",
  },
  "monitor-flapping": {
    ...base,
    title: "A monitor opens again and again",
    means: "Nobody else is paged for it, and its tickets stay open, until it has been calm. All its changes are kept.",
    todo: "Look at the incident: something is half broken, or the monitor is too nervous. Mute it where it is wrong.",
    pages: "once",
    settles: "when it is up and has been calm for the time that its source says",
  },
  "incident-stale": {
    ...base,
    title: "Nothing is heard of an open incident",
    means:
      "It is unresolved, and its source has not said a word about it for the time set there. Its downtime counts on.",
    todo: "Look whether it is over. If so, resolve it by hand with a reason; a new report opens it again.",
    settles: "when its source says something about it, or somebody resolves it",
  },
  "rule-not-evaluable": {
    ...base,
    title: "A rule can't be evaluated",
    means: "It counts as no match. What it should have caught is paged by `otherwise`.",
    todo: "Mend the rule and publish it.",
    settles: "when rules are published again; the next event raises it anew if need be",
  },
  unrouted: {
    ...base,
    title: "Nobody heard of an incident",
    means: "No rule matched, and there is no connection that pages anybody.",
    todo: "Look at the incident. Then add a connection that pages, or write a rule.",
    settles: null,
  },
  "config-differs": {
    ...base,
    title: "The config file was not applied",
    means: "The same objects were changed in the browser since. What is live stays as it is.",
    todo: "Put the change into the file (`signalbox export` shows what is live), or make the file live with `signalbox apply`.",
    settles: "when the file is applied",
  },
  "partition-default-used": {
    ...base,
    title: "Rows lie outside of their month",
    means:
      "A clock was wrong, or partitions were not made in time. Nothing is lost; these rows are never dropped by age.",
    todo: "Correct the clock, then move the rows into a partition of their month.",
    settles: "when the default partition is empty",
  },
  "disk-nearly-full": {
    ...base,
    title: "A disk is nearly full",
    means: "When it is full nothing can be stored: senders are answered 503, and nobody is paged.",
    todo: "Make room, or give the disk more. Backups and logs are the usual cause.",
    settles: "when there is room again",
  },
  "clock-skew": {
    ...base,
    title: "Two clocks differ",
    means:
      "This machine and Postgres don't agree on the time. Signed deliveries may be refused, downtime is off by as much.",
    todo: "Let both machines follow the same time servers.",
    settles: "when they agree again",
  },
  "backlog-grows": {
    ...base,
    title: "Work piles up",
    means: "What came in is stored, and processed or sent too late.",
    todo: "Look whether a worker is running and whether Postgres is slow; add a worker.",
    settles: "when the backlog is worked off",
  },
  "part-missing": {
    ...base,
    title: "A part of Signalbox is not running",
    means: "Without an api process webhooks are not received; senders retry for a while.",
    todo: "Start it. If it ends again, its log says why.",
    settles: "when it beats again",
  },
  "verification-failing": {
    ...base,
    title: "A source is refused again and again",
    means: "Deliveries of the source come with a wrong signature: a wrong secret, or somebody who knows the URL.",
    todo: "Compare the secret here with the one in the monitoring tool. Refusals with their addresses are on the source's page.",
    settles: "when a delivery is accepted",
  },
  "source-silent": {
    ...base,
    title: "A source has gone silent",
    means: "It used to deliver often and has not for far longer than usual. Outages may go unheard.",
    todo: "Send a test event from the monitoring tool. If it is meant to be silent, mark this done.",
    settles: "when a delivery comes",
  },
  "test-event-missing": {
    ...base,
    title: "No test event came",
    means: "The path from the monitoring tool to here was not proven in the time that the source says.",
    todo: "Send a test event from the monitoring tool. If the source is not used any more, retire it.",
    settles: "when a test event comes",
  },
  "drill-missed": {
    ...base,
    title: "A drill missed",
    means: "The way from the monitoring tool to the ticket was tried, and a step failed or came too late.",
    todo: "Look at the run: its first step that was missed says where the way ends. Mend that and run the drill again.",
    settles: "when a later run of the drill passes",
  },
  "drill-late": {
    ...base,
    title: "A drill's tickets are late",
    means:
      "A drill disturbs its own calls, and its tickets have been due for 5 minutes. Only the drill's own pager is paged.",
    todo: "Nothing: the disturbance ends by itself. To end it now, stop the run.",
    settles: "when the disturbance is over and the tickets are open, or the run ends",
  },
  "week-not-sent": {
    ...base,
    title: "The page of the week was not sent",
    means: "The e-mail for the alert review did not go out, or nobody knows whether it did.",
    todo: "Look at the connection and the addresses under This week, and read the page there.",
    settles: "when a later e-mail goes out",
    pages: "never",
  },
  "look-up-stale": {
    ...base,
    title: "Another system does not say who is on call",
    means: "The last good answer is far older than it should be. Pages go to who was on call then, or to the fallback.",
    todo: "Look at the connection and its path. Until it answers, page by a rotation kept here or name somebody as fallback.",
    settles: "when it answers again",
  },
  "signal-failing": {
    ...base,
    title: "The dead-man's signal does not get through",
    means: "The service that watches Signalbox hears nothing and will soon report it dead, although it is alive.",
    todo: "Look whether the URL is right and whether this machine reaches it.",
    settles: "when a signal gets through",
  },
} as const satisfies Record<string, FailureKindFacts>;

export type FailureKind = keyof typeof failureKinds;

/** What is known of a kind; null for one that a later version wrote. */
export function failureKindFacts(kind: string): FailureKindFacts | null {
  return Object.hasOwn(failureKinds, kind) ? failureKinds[kind as FailureKind] : null;
}
