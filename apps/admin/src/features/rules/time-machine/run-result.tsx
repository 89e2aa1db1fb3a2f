import { Alert, Group, SegmentedControl, Stack, Text, Title } from "@mantine/core";
import type { TimeMachineMeasure, TimeMachineResult, TimeMachineRun } from "@signalbox/contract";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { countsOf, measuresOf, measureWords, sayDifference } from "./measures.ts";
import { RowList } from "./row-list.tsx";
import { RuleCounts } from "./rule-counts.tsx";
import { WeeksChart } from "./weeks-chart.tsx";

const route = getRouteApi("/frame/rules/time-machine");

/** What the draft would have done: in one line, by week, by rule, and each row of it. */
export function RunResult({ run, result }: { run: TimeMachineRun; result: TimeMachineResult }) {
  const { show } = route.useSearch();
  const navigate = useNavigate();
  const measures = measuresOf(result);
  const first = measures[0];
  const measure = show !== undefined && measures.includes(show) ? show : first;
  return (
    <Stack gap="lg">
      {run.isOfPresentDraft ? null : (
        <Alert color="yellow" variant="light" title="The draft or what is live has changed since">
          This is what the draft said then. Run it again for what it says now.
        </Alert>
      )}
      <Headline run={run} result={result} />
      {measure === undefined ? null : (
        <>
          <section>
            <Group gap="sm" mb="xs">
              <Title order={2}>By week</Title>
              <SegmentedControl
                size="xs"
                aria-label="What is counted"
                value={measure}
                data={measures.map((one) => ({ value: one, label: measureWords[one] }))}
                onChange={(chosen) =>
                  void navigate({
                    to: ".",
                    search: (before) => ({ ...before, show: chosen as TimeMachineMeasure }),
                    replace: true,
                  })
                }
              />
            </Group>
            <WeeksChart weeks={result.weeks} measure={measure} timeZone={run.timeZone} />
          </section>
          <section>
            <Title order={2}>{measureWords[measure]} by rule</Title>
            <RuleCounts result={result} measure={measure} />
          </section>
        </>
      )}
      <section>
        <Title order={2}>What differs</Title>
        {result.differences === 0 ? (
          <Text size="sm">Nothing: the draft does what is live.</Text>
        ) : (
          <RowList run={run} differences={result.differences} />
        )}
      </section>
    </Stack>
  );
}

function Headline({ run, result }: { run: TimeMachineRun; result: TimeMachineResult }) {
  const night = run.night === null ? `22:00 to 07:00, ${run.timeZone}` : `quiet hours of ${run.night}`;
  return (
    <div>
      <Group gap="0.25rem 1.5rem" component="ul" p={0} m={0} style={{ listStyle: "none" }} aria-label="In total">
        {measuresOf(result).map((measure) => {
          const counts = countsOf(result.total, measure);
          return (
            <li key={measure}>
              <Text size="sm" component="span">
                {measureWords[measure]} <b>{sayDifference(counts)}</b>{" "}
                <Text span size="sm" c="dimmed">
                  ({counts.live} live, {counts.draft} draft)
                </Text>
              </Text>
            </li>
          );
        })}
      </Group>
      {measuresOf(result).length === 0 ? (
        <Text size="sm">Neither the draft nor what is live would have sent anything.</Text>
      ) : null}
      <Text size="sm" c="dimmed" mt={4}>
        {run.events.toLocaleString("en-GB")} events in 90 days, against v{run.liveNumber ?? "–"}. Night: {night}.
        {result.withoutAnswer === 0
          ? ""
          : ` For ${result.withoutAnswer} of the events that page, no on-call answer was stored then: the fallback stands for it.`}
        {result.stillWaiting === 0 ? "" : ` Of ${result.stillWaiting} incidents something still waits at the end.`}
      </Text>
    </div>
  );
}
