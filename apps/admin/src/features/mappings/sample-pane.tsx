import { Button, Group, SegmentedControl, Select, Stack, Text, Textarea, Title, UnstyledButton } from "@mantine/core";
import { type MappingField, type MappingSample, type MappingTrial, mappingFields } from "@signalbox/contract";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Empty } from "../../components/page-states.tsx";
import { api } from "../../lib/api.ts";
import { relativeTime } from "../../lib/format-time.ts";
import { tellFailed } from "../../lib/tell-failed.ts";
import { useNow } from "../../lib/use-now.ts";
import { deliveryQueries } from "../deliveries/queries.ts";
import classes from "./mapping-page.module.css";

/** The payloads that the mapping is tested by: received ones, or pasted. A click on a value puts its path into the field in use. */
export function SamplePane(props: {
  sourceKey: string;
  samples: readonly MappingSample[];
  chosen: number;
  onChoose: (index: number) => void;
  onSamples: (samples: MappingSample[], chosen: number) => void;
  onBody: (body: string) => void;
  values: MappingTrial["values"];
  onPick: (path: string) => void;
  picksFor: MappingField;
}) {
  const { samples, chosen, sourceKey, onSamples } = props;
  const now = useNow();
  const received = useQuery(deliveryQueries.latestOf(sourceKey));
  const add = (sample: MappingSample) => onSamples([...samples, sample], samples.length);
  const take = useMutation({
    mutationFn: (delivery: string) => api.guessMapping({ params: { key: sourceKey }, body: { delivery } }),
    onSuccess: ({ mapping }) => {
      const sample = (mapping.samples as MappingSample[] | undefined)?.at(-1);
      if (sample !== undefined) add(sample);
    },
    onError: tellFailed("It was not taken as a sample"),
  });
  const sample = samples[chosen];
  return (
    <Stack gap="xs" component="section" aria-label="Sample">
      <Title order={2}>Sample payload</Title>
      <Group gap="xs">
        <Select
          aria-label="Take a received delivery"
          placeholder="Take a received delivery"
          data={(received.data?.items ?? []).map((one) => ({
            value: one.id,
            label: `${relativeTime(one.receivedAt, now)}, ${one.state}: ${(one.summary ?? one.reason ?? one.deliveryId).slice(0, 60)}`,
          }))}
          value={null}
          onChange={(id) => (id === null ? undefined : take.mutate(id))}
          disabled={take.isPending}
          style={{ flex: "1 1 12rem" }}
        />
        <Button onClick={() => add({ body: "", expect: [] })}>Paste one</Button>
      </Group>
      {sample === undefined ? (
        <Empty title="No sample yet">
          Take a delivery that was received, or paste a payload: a mapping is tested by it.
        </Empty>
      ) : (
        <>
          {samples.length > 1 ? (
            <SegmentedControl
              size="xs"
              aria-label="Which sample"
              data={samples.map((one, index) => ({ value: String(index), label: one.name ?? `Sample ${index + 1}` }))}
              value={String(chosen)}
              onChange={(index) => props.onChoose(Number(index))}
            />
          ) : null}
          <Textarea
            aria-label="Body of the sample"
            classNames={{ input: "mono" }}
            autosize
            minRows={8}
            maxRows={22}
            spellCheck={false}
            value={sample.body}
            onChange={(event) => props.onBody(event.currentTarget.value)}
          />
          <Group gap="xs">
            <Button variant="subtle" color="gray" onClick={() => props.onBody(pretty(sample.body))}>
              Lay it out
            </Button>
            <Button
              variant="subtle"
              color="gray"
              onClick={() =>
                onSamples(
                  samples.filter((_, index) => index !== chosen),
                  Math.max(0, chosen - 1),
                )
              }
            >
              Leave this sample out
            </Button>
          </Group>
          <Values values={props.values} onPick={props.onPick} picksFor={props.picksFor} />
        </>
      )}
    </Stack>
  );
}

function Values({
  values,
  onPick,
  picksFor,
}: {
  values: MappingTrial["values"];
  onPick: (path: string) => void;
  picksFor: MappingField;
}) {
  if (values.length === 0) return null;
  return (
    <Stack gap={2}>
      <Text size="sm" c="dimmed">
        Its values. A click puts the path into “{mappingFields[picksFor].label}”.
      </Text>
      <ul className={classes.values} aria-label="Values of the sample">
        {values.map(({ path, value }) => (
          <li key={path}>
            <UnstyledButton className={classes.value ?? ""} onClick={() => onPick(path)}>
              <span className="mono">{path}</span> <span className="foreign">{String(value).slice(0, 120)}</span>
            </UnstyledButton>
          </li>
        ))}
      </ul>
    </Stack>
  );
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
