import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
  IconClockPause,
  IconProgress,
} from "@tabler/icons-react";
import classes from "./state-badge.module.css";

/** What a state asks of the reader; the only thing that colour stands for. */
export type Tone = "act" | "wait" | "settled" | "progress" | "quiet";

const icons = {
  act: IconCircleX,
  wait: IconClockPause,
  settled: IconCircleCheck,
  progress: IconProgress,
  quiet: IconCircleDashed,
} satisfies Record<Tone, typeof IconCircleX>;

const tones: Record<string, Tone> = {
  // deliveries
  received: "progress",
  processed: "settled",
  ignored: "quiet",
  // incidents
  open: "act",
  acknowledged: "progress",
  resolved: "settled",
  // actions and attempts
  waiting: "wait",
  running: "progress",
  done: "settled",
  delivered: "settled",
  cancelled: "quiet",
  failed: "act",
  permanent: "act",
  retryable: "wait",
  unknown: "act",
  aborted: "wait",
  needs_approval: "act",
  succeeded: "settled",
  // obligations and failures
  settled: "settled",
  lost: "act",
  // connections and rule sets
  closed: "settled",
  half_open: "wait",
  paused: "act",
  published: "settled",
  superseded: "quiet",
  draft: "wait",
  // ledger
  final: "settled",
};

/** An icon, a word and a colour: never the colour alone. */
export function StateBadge({ state, tone, label }: { state: string; tone?: Tone; label?: string }) {
  const shown = tone ?? tones[state] ?? "quiet";
  const Icon = icons[shown];
  return (
    <span className={classes.badge} data-tone={shown}>
      <Icon size={14} aria-hidden />
      {label ?? state.replaceAll("_", " ")}
    </span>
  );
}

/** Severity as a word; only what counts as an outage is marked. */
export function SeverityMark({ severity }: { severity: string }) {
  const urgent = severity === "critical" || severity === "high" || severity === "unknown";
  return (
    <span className={classes.badge} data-tone="plain" style={{ fontWeight: severity === "critical" ? 600 : 400 }}>
      {urgent ? <IconAlertTriangle size={14} aria-hidden /> : null}
      {severity}
    </span>
  );
}
