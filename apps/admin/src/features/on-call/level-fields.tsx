import {
  Button,
  Fieldset,
  FileInput,
  Group,
  SegmentedControl,
  Select,
  Stack,
  Textarea,
  TextInput,
} from "@mantine/core";
import { countEvents, type LevelValues } from "./level-values.ts";

interface Fields {
  value: LevelValues;
  set: (change: Partial<LevelValues>) => void;
}

const days = [
  { value: "mon", label: "Monday" },
  { value: "tue", label: "Tuesday" },
  { value: "wed", label: "Wednesday" },
  { value: "thu", label: "Thursday" },
  { value: "fri", label: "Friday" },
  { value: "sat", label: "Saturday" },
  { value: "sun", label: "Sunday" },
];

/** The fields of one level. `problem`: what is wrong with a field, by its path below the level. */
export function LevelFields(props: {
  number: number;
  value: LevelValues;
  problem: (path: string) => string | undefined;
  onChange: (value: LevelValues) => void;
  onRemove: (() => void) | null;
}) {
  const { number, value, problem, onChange, onRemove } = props;
  const set = (change: Partial<LevelValues>) => onChange({ ...value, ...change });
  return (
    <Fieldset
      legend={
        number === 1 ? "Level 1: paged first" : `Level ${number}: paged when level ${number - 1} does not acknowledge`
      }
    >
      <Stack gap="sm">
        <SegmentedControl
          size="xs"
          aria-label={`Level ${number} goes by`}
          value={value.by}
          data={[
            { value: "turns", label: "people in turn" },
            { value: "calendar", label: "a calendar" },
          ]}
          onChange={(by) => set({ by: by === "calendar" ? "calendar" : "turns" })}
        />
        {value.by === "turns" ? (
          <TurnsFields value={value} problem={problem} set={set} />
        ) : (
          <CalendarField value={value} problem={problem("calendar")} set={set} />
        )}
        {onRemove === null ? null : (
          <Group justify="flex-end">
            <Button onClick={onRemove}>Remove level {number}</Button>
          </Group>
        )}
      </Stack>
    </Fieldset>
  );
}

function TurnsFields({ value, problem, set }: Fields & { problem: (path: string) => string | undefined }) {
  return (
    <>
      <Textarea
        label="People, in turn"
        description="One a line: an e-mail address, or Ana Torres <ana@example.com>"
        required
        autosize
        minRows={3}
        value={value.people}
        error={problem("people")}
        onChange={(event) => set({ people: event.currentTarget.value })}
      />
      <Group align="flex-start" wrap="wrap">
        <Select
          label="Hand-over"
          data={[
            { value: "day", label: "every day" },
            { value: "week", label: "every week" },
          ]}
          value={value.every}
          onChange={(every) => set({ every: every === "week" ? "week" : "day" })}
          allowDeselect={false}
          w={150}
        />
        {value.every === "week" ? (
          <Select
            label="On"
            data={days}
            value={value.on}
            error={problem("handOver.on")}
            onChange={(on) => set({ on: (on ?? "mon") as LevelValues["on"] })}
            allowDeselect={false}
            w={150}
          />
        ) : null}
        <TextInput
          type="time"
          label="At"
          required
          value={value.at}
          error={problem("handOver.at")}
          onChange={(event) => set({ at: event.currentTarget.value })}
          w={120}
        />
      </Group>
      <Group align="flex-start" wrap="wrap">
        <TextInput
          type="date"
          label="From"
          description="the first begins with the first hand-over from here on"
          required
          value={value.from}
          error={problem("from")}
          onChange={(event) => set({ from: event.currentTarget.value })}
        />
        <TextInput
          type="date"
          label="Until"
          description="left empty: until further notice"
          value={value.until}
          error={problem("until")}
          onChange={(event) => set({ until: event.currentTarget.value })}
        />
      </Group>
    </>
  );
}

function CalendarField({ value, problem, set }: Fields & { problem: string | undefined }) {
  return (
    <FileInput
      label="Calendar file"
      description="An .ics file as a calendar exports it: each event is a shift, and names its person by e-mail address, as a guest or in its title. Of two that overlap the one that begins later holds."
      placeholder={
        value.calendar === "" ? "Choose a file" : `${countEvents(value.calendar)}; choose a file to replace it`
      }
      accept=".ics,text/calendar"
      required={value.calendar === ""}
      error={problem}
      onChange={(file) => {
        if (file !== null) void file.text().then((text) => set({ calendar: text.replaceAll("\r\n", "\n") }));
      }}
    />
  );
}
