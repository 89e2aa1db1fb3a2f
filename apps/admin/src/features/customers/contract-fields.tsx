import { Button, Fieldset, Group, MultiSelect, Select, Stack, Text, TextInput } from "@mantine/core";
import type { ContractValues } from "./contract-values.ts";

type Credit = ContractValues["credits"][number];

/** The fields of one contract. `problem`: what is wrong with a field, by its path below the contract. */
export function ContractFields(props: {
  number: number;
  value: ContractValues;
  components: readonly { key: string; name: string }[];
  problem: (path: string) => string | undefined;
  onChange: (value: ContractValues) => void;
  onFollow: () => void;
  onRemove: () => void;
}) {
  const { number, value, problem } = props;
  const set = (change: Partial<ContractValues>) => props.onChange({ ...value, ...change });
  return (
    <Fieldset legend={`Contract ${number}: ${value.from === "" ? "its terms" : `terms from ${value.from}`}`}>
      <Stack gap="sm">
        <MultiSelect
          label="Components"
          description="what the customer uses"
          required
          searchable
          hidePickedOptions
          data={props.components.map(({ key, name }) => ({ value: key, label: name }))}
          value={value.components}
          error={problem("components")}
          onChange={(components) => set({ components })}
          nothingFoundMessage="There is no such component."
        />
        {value.components.length > 1 ? (
          <Select
            label="How they are one service"
            data={[
              { value: "any-down", label: "down while any of them is" },
              { value: "worst", label: "the worst of them decides" },
            ]}
            value={value.compose}
            error={problem("compose")}
            onChange={(compose) => set({ compose: compose === "worst" ? "worst" : "any-down" })}
            allowDeselect={false}
            maw={300}
          />
        ) : null}
        <Group align="flex-start" wrap="wrap">
          <TextInput
            label="Availability promised, %"
            required
            w={160}
            inputMode="decimal"
            value={value.target}
            error={problem("target")}
            onChange={(event) => set({ target: event.currentTarget.value })}
          />
          <DayInput
            label="From"
            required
            value={value.from}
            problem={problem("from")}
            onChange={(from) => set({ from })}
          />
          <DayInput
            label="Until, not included"
            value={value.until}
            problem={problem("until")}
            onChange={(until) => set({ until })}
          />
        </Group>
        <FeeFields value={value} problem={problem} set={set} />
        <CreditFields
          credits={value.credits}
          problem={(path) => problem(`credits${path}`)}
          onChange={(credits) => set({ credits })}
        />
        <Group justify="flex-end">
          <Button onClick={props.onFollow}>New terms from a date on</Button>
          <Button onClick={props.onRemove}>Remove contract {number}</Button>
        </Group>
      </Stack>
    </Fieldset>
  );
}

// What a file wrote as an instant stays one: a field for days could not show it.
function DayInput(props: {
  label: string;
  value: string;
  required?: boolean;
  problem: string | undefined;
  onChange: (value: string) => void;
}) {
  return (
    <TextInput
      type={/^(\d{4}-\d\d-\d\d)?$/.test(props.value) ? "date" : "text"}
      label={props.label}
      required={props.required ?? false}
      value={props.value}
      error={props.problem}
      onChange={(event) => props.onChange(event.currentTarget.value)}
    />
  );
}

function FeeFields(props: {
  value: ContractValues;
  problem: (path: string) => string | undefined;
  set: (change: Partial<ContractValues>) => void;
}) {
  const { value, problem, set } = props;
  return (
    <Group align="flex-start" wrap="wrap">
      <TextInput
        label="Fee"
        placeholder="12000.00"
        w={160}
        inputMode="decimal"
        value={value.amount}
        error={problem("fee.amount")}
        onChange={(event) => set({ amount: event.currentTarget.value })}
      />
      <TextInput
        label="Currency"
        w={90}
        maxLength={3}
        value={value.currency}
        error={problem("fee.currency")}
        onChange={(event) => set({ currency: event.currentTarget.value })}
      />
      <Select
        label="For each"
        data={["month", "quarter", "year"]}
        value={value.per}
        onChange={(per) => set({ per: (per ?? "month") as ContractValues["per"] })}
        allowDeselect={false}
        w={120}
      />
    </Group>
  );
}

function CreditFields(props: {
  credits: readonly Credit[];
  problem: (path: string) => string | undefined;
  onChange: (credits: Credit[]) => void;
}) {
  const { credits, problem, onChange } = props;
  const set = (place: number, change: Partial<Credit>) =>
    onChange(credits.map((credit, index) => (index === place ? { ...credit, ...change } : credit)));
  return (
    <Stack gap={6}>
      <Text size="sm">
        Credits: what the customer gets back of the month&apos;s fee. The lowest bound that holds counts.
      </Text>
      {credits.map((credit, place) => (
        <Group key={place} align="flex-start" wrap="wrap">
          <TextInput
            label="Availability below, %"
            w={160}
            inputMode="decimal"
            value={credit.below}
            error={problem(`[${place}].below`)}
            onChange={(event) => set(place, { below: event.currentTarget.value })}
          />
          <TextInput
            label="Gives back, % of the fee"
            w={160}
            inputMode="decimal"
            value={credit.percent}
            error={problem(`[${place}].percent`)}
            onChange={(event) => set(place, { percent: event.currentTarget.value })}
          />
          <Button mt={22} onClick={() => onChange(credits.filter((_, index) => index !== place))}>
            Remove
          </Button>
        </Group>
      ))}
      <Group>
        <Button onClick={() => onChange([...credits, { below: "", percent: "" }])}>Add a credit</Button>
      </Group>
    </Stack>
  );
}
