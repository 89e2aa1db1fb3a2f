/** A week of the reader's zone, from Monday to Monday; with a change of the clock it has an hour more or less. */
export interface LocalWeek {
  from: number;
  to: number;
}

/** The week of an instant and those after it. */
export function localWeeks(at: number, count: number): LocalWeek[] {
  const day = new Date(at);
  const sinceMonday = (day.getDay() + 6) % 7;
  const monday = (week: number) =>
    new Date(day.getFullYear(), day.getMonth(), day.getDate() - sinceMonday + week * 7).getTime();
  return Array.from({ length: count }, (_, week) => ({ from: monday(week), to: monday(week + 1) }));
}

/** The seven days of a week, each with what stands in its corner. */
export function daysOfWeek({ from }: LocalWeek): { at: number; label: string; isToday(now: number): boolean }[] {
  const first = new Date(from);
  return Array.from({ length: 7 }, (_, index) => {
    const day = new Date(first.getFullYear(), first.getMonth(), first.getDate() + index);
    const isFirst = day.getDate() === 1 || index === 0;
    const label = isFirst ? day.toLocaleDateString("en-GB", { day: "numeric", month: "short" }) : String(day.getDate());
    return { at: day.getTime(), label, isToday: (now) => new Date(now).toDateString() === day.toDateString() };
  });
}
