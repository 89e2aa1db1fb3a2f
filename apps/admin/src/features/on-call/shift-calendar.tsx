import type { Shift } from "@signalbox/contract";
import { useNow } from "../../lib/use-now.ts";
import { daysOfWeek, type LocalWeek } from "./local-weeks.ts";
import { shortName, whenWords } from "./person-words.ts";
import classes from "./shift-calendar.module.css";

const dayNames = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** Who is on call in one level, week by week in the reader's zone. A shift that is not over can be chosen. */
export function ShiftCalendar(props: {
  label: string;
  weeks: readonly LocalWeek[];
  shifts: readonly Shift[];
  onChoose: ((shift: Shift) => void) | null;
}) {
  const now = useNow();
  return (
    <section className={classes.calendar} aria-label={props.label}>
      <div className={classes.days} aria-hidden>
        {dayNames.map((name) => (
          <span key={name}>{name}</span>
        ))}
      </div>
      {props.weeks.map((week) => (
        <div key={week.from} className={classes.week}>
          {daysOfWeek(week).map(({ at, label, isToday }) => (
            <span key={at} className={classes.day} data-today={isToday(now) || undefined}>
              {label}
            </span>
          ))}
          {props.shifts
            .filter((shift) => Date.parse(shift.from) < week.to && Date.parse(shift.to) > week.from)
            .map((shift) => (
              <ShiftBar key={shift.from} shift={shift} week={week} now={now} onChoose={props.onChoose} />
            ))}
        </div>
      ))}
    </section>
  );
}

function ShiftBar({
  shift,
  week,
  now,
  onChoose,
}: {
  shift: Shift;
  week: LocalWeek;
  now: number;
  onChoose: ((shift: Shift) => void) | null;
}) {
  const [from, to] = [Math.max(Date.parse(shift.from), week.from), Math.min(Date.parse(shift.to), week.to)];
  const share = (ms: number) => `${(ms / (week.to - week.from)) * 100}%`;
  const isPast = Date.parse(shift.to) <= now;
  const who = shift.person === null ? "nobody" : shortName(shift.person);
  const words = `${who}${shift.overrideId === null ? "" : " (override)"}, ${whenWords(shift.from)} to ${whenWords(shift.to)}`;
  return (
    <button
      type="button"
      className={classes.shift}
      style={{ left: share(from - week.from), width: share(to - from) }}
      data-override={shift.overrideId !== null || undefined}
      data-gap={shift.person === null || undefined}
      data-past={isPast || undefined}
      disabled={isPast || onChoose === null}
      title={words}
      aria-label={words}
      onClick={() => onChoose?.(shift)}
    >
      {shift.person === null ? "⚠ nobody" : who}
    </button>
  );
}
