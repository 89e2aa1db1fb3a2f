import { Checkbox, Group, Select, Stack, TextInput } from "@mantine/core";
import { type DrillSchedule, drillDays } from "@signalbox/contract";
import { useQuery } from "@tanstack/react-query";
import { drillQueries } from "./queries.ts";

export interface ScheduleValue extends DrillSchedule {
  isOn: boolean;
}

export function scheduleValue(schedule: DrillSchedule | null): ScheduleValue {
  return {
    days: ["mon", "tue", "wed", "thu", "fri"],
    at: "10:00",
    calendar: null,
    ...schedule,
    isOn: schedule !== null,
  };
}

export function scheduleOf({ isOn, ...schedule }: ScheduleValue): DrillSchedule | null {
  return isOn ? schedule : null;
}

/** Days and time of a drill that runs by itself. */
export function ScheduleFields(props: {
  value: ScheduleValue;
  onChange: (value: ScheduleValue) => void;
  problems: Record<string, string>;
}) {
  const { value, onChange, problems } = props;
  const calendars = useQuery(drillQueries.policies()).data?.calendars ?? [];
  return (
    <Stack gap="sm" pl="lg">
      <Checkbox.Group
        label="Days"
        value={value.days}
        error={problems["schedule.days"]}
        onChange={(days) => onChange({ ...value, days: drillDays.filter((day) => days.includes(day)) })}
      >
        <Group gap="sm" mt={4}>
          {drillDays.map((day) => (
            <Checkbox key={day} value={day} label={day} />
          ))}
        </Group>
      </Checkbox.Group>
      <TextInput
        label="At"
        type="time"
        w={140}
        required
        value={value.at}
        error={problems["schedule.at"]}
        onChange={(event) => onChange({ ...value, at: event.currentTarget.value })}
      />
      <Select
        label="Calendar"
        description="Its time zone holds, and its holidays are left out. Without one: the policy's time zone."
        clearable
        data={[...calendars]}
        value={value.calendar}
        error={problems["schedule.calendar"]}
        onChange={(calendar) => onChange({ ...value, calendar })}
      />
    </Stack>
  );
}
