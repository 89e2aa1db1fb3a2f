import { ScrollArea, Table, UnstyledButton } from "@mantine/core";
import type { apiRoutes, RouteAnswer } from "@signalbox/contract";
import classes from "./week-grid.module.css";
import { type GridHour, gridOf, whoOf } from "./week-model.ts";

type Week = RouteAnswer<typeof apiRoutes.getCoverageWeek>;

/** Hours of a week by day: who is paged, at a glance; a press looks at that hour. */
export function WeekGrid({ week, at, onPick }: { week: Week; at: string; onPick: (local: string) => void }) {
  const { days, clocks } = gridOf(week.hours);
  return (
    <ScrollArea mt="sm" type="auto">
      <Table className={classes.grid ?? ""} aria-label="Who is paged in each hour of the week" withRowBorders={false}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th />
            {days.map(({ day, label }) => (
              <Table.Th key={day} scope="col">
                {label}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {clocks.map((clock) => (
            <Table.Tr key={clock}>
              <Table.Th scope="row" className="numbers">
                {clock}
              </Table.Th>
              {days.map(({ day, at: hours }) => (
                <Table.Td key={day}>
                  {(hours.get(clock) ?? []).map((hour) => (
                    <Hour
                      key={hour.from}
                      hour={hour}
                      week={week}
                      isPicked={at.slice(0, 13) === `${day}T${clock.slice(0, 2)}`}
                      isTwice={(hours.get(clock) ?? []).length > 1}
                      onPick={() => onPick(`${day}T${clock}`)}
                    />
                  ))}
                  {hours.has(clock) ? null : <span className={classes.none}>left out</span>}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  );
}

function Hour(props: { hour: GridHour; week: Week; isPicked: boolean; isTwice: boolean; onPick: () => void }) {
  const { hour, week, isPicked, isTwice, onPick } = props;
  const answers = hour.answers.map((place) => week.answers[place]!);
  const { words, tone } = whoOf(answers);
  return (
    <UnstyledButton
      className={classes.hour ?? ""}
      data-tone={tone}
      aria-pressed={isPicked}
      onClick={onPick}
      title={isTwice ? `${words}, UTC${hour.offset}` : words}
    >
      {words}
      {isTwice ? <small> {hour.offset}</small> : null}
    </UnstyledButton>
  );
}
