import { Group, Text, VisuallyHidden } from "@mantine/core";
import type { TimeMachineMeasure, TimeMachineResult } from "@signalbox/contract";
import { countsOf, measureWords, sayDifference } from "./measures.ts";
import classes from "./weeks-chart.module.css";

/** Two bars a week: what is live, and beside it the draft. Each week says its counts in words, on hover and to readers. */
export function WeeksChart(props: {
  weeks: TimeMachineResult["weeks"];
  measure: TimeMachineMeasure;
  timeZone: string;
}) {
  const { weeks, measure, timeZone } = props;
  const shown = weeks.map((week) => ({ label: weekOf(week.startsAt, timeZone), ...countsOf(week.counts, measure) }));
  const most = Math.max(1, ...shown.flatMap(({ live, draft }) => [live, draft]));
  const named = [...new Set([shown[0], shown[Math.floor((shown.length - 1) / 2)], shown.at(-1)])];
  return (
    <figure style={{ margin: 0 }} aria-label={`${measureWords[measure]} by week`}>
      <ol className={classes.columns}>
        {shown.map((week) => {
          const says = `Week of ${week.label}: ${week.live} live, ${week.draft} draft (${sayDifference(week)})`;
          return (
            <li key={week.label} title={says}>
              <VisuallyHidden>{says}</VisuallyHidden>
              <span className={classes.bar} data-side="live" style={{ height: share(week.live, most) }} />
              <span className={classes.bar} data-side="draft" style={{ height: share(week.draft, most) }} />
            </li>
          );
        })}
      </ol>
      <div className={classes.axis} aria-hidden="true">
        {named.map((week) => (week === undefined ? null : <span key={week.label}>{week.label}</span>))}
      </div>
      <Group gap="md" mt={4} component="figcaption">
        <Key side="live" words="live" />
        <Key side="draft" words="draft" />
        <Text size="xs" c="dimmed">
          weeks begin on Monday, {timeZone}; the first and the last are not whole
        </Text>
      </Group>
    </figure>
  );
}

function Key({ side, words }: { side: "live" | "draft"; words: string }) {
  return (
    <Group gap={6} wrap="nowrap">
      <span className={`${classes.bar} ${classes.key}`} data-side={side} />
      <Text size="xs">{words}</Text>
    </Group>
  );
}

function share(value: number, most: number): string {
  return `${(100 * value) / most}%`;
}

function weekOf(iso: string, timeZone: string): string {
  return new Date(iso).toLocaleDateString("en-GB", { day: "numeric", month: "short", timeZone });
}
