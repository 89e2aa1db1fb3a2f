import { NumberInput, Radio, Select, Stack, Text } from "@mantine/core";
import type { DrillChaos, DrillFault } from "@signalbox/contract";
import { faultWords } from "./drill-words.ts";

export interface ChaosValue {
  isOn: boolean;
  fault: DrillFault;
  outages: number | string;
  forSeconds: number | string;
  pager: string | null;
}

export function chaosValue(chaos: DrillChaos | null): ChaosValue {
  return { fault: "failing", outages: 12, forSeconds: 420, pager: null, ...chaos, isOn: chaos !== null };
}

export function chaosOf({ isOn, fault, outages, forSeconds, pager }: ChaosValue): DrillChaos | null {
  return isOn ? { fault, outages: Number(outages), forSeconds: Number(forSeconds), pager: pager ?? "" } : null;
}

const faults = ["failing", "slow", "hanging", "lying"] as const;

/** How a drill disturbs its own calls. */
export function ChaosFields(props: {
  value: ChaosValue;
  onChange: (value: ChaosValue) => void;
  problems: Record<string, string>;
  connections: { value: string; label: string }[];
}) {
  const { value, onChange, problems, connections } = props;
  return (
    <Stack gap="sm" pl="lg">
      <Text size="sm" c="dimmed">
        Only this drill's own calls are disturbed. The breaker of its connection opens by that, so that it needs a
        connection that nothing else uses: what goes through it waits until the run is over, and a few minutes longer.
      </Text>
      <Radio.Group
        label="On their way, its calls"
        value={value.fault}
        error={problems["chaos.fault"]}
        onChange={(fault) => onChange({ ...value, fault: fault as DrillFault })}
      >
        <Stack gap={6} mt={4}>
          {faults.map((fault) => (
            <Radio key={fault} value={fault} label={faultWords[fault]} />
          ))}
        </Stack>
      </Radio.Group>
      <NumberInput
        label="Outages in one run"
        description="Ten or more: a breaker opens after ten calls."
        min={10}
        max={50}
        allowDecimal={false}
        value={value.outages}
        error={problems["chaos.outages"]}
        onChange={(outages) => onChange({ ...value, outages })}
      />
      <NumberInput
        label="Disturbed for at most, seconds"
        description="It ends as soon as all was seen. A ticket is late, and a failure, after five minutes."
        min={30}
        max={3_600}
        allowDecimal={false}
        value={value.forSeconds}
        error={problems["chaos.forSeconds"]}
        onChange={(forSeconds) => onChange({ ...value, forSeconds })}
      />
      <Select
        label="Pager of the drill"
        description="Hears that its tickets are late, and nobody else does: a connection that nothing else uses, and that pages no real person."
        required
        searchable
        data={connections}
        value={value.pager}
        error={problems["chaos.pager"]}
        onChange={(pager) => onChange({ ...value, pager })}
      />
    </Stack>
  );
}
