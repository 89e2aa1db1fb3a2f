import { localTime } from "@signalbox/core";
import type { Week } from "./load-week.ts";

/** The page of the week as the text of an e-mail. What others wrote stands on one line each. */
export function weekText(
  week: Week,
  given: { timeZone: string; link: string | null },
): { title: string; text: string } {
  const day = (at: number) => localTime(at, given.timeZone).slice(0, 10);
  const title = `Signalbox, ${day(week.from)} to ${day(week.to)}: ${headline(week)}`;
  const { tests, drills, failures, rules, unmapped, unrouted } = week;
  const more = (shown: number, inAll: number) => (inAll > shown ? [`and ${inAll - shown} more`] : []);
  const sections = [
    section(
      "Test events",
      tests.map(({ name, seen, missed, every }) => {
        const words = missed === 0 ? "" : `, MISSED ${times(missed)}`;
        const due = every === null ? "none is asked for" : `one is due every ${every}`;
        return `${name}: ${seen} seen, ${due}${words}`;
      }),
      "There is no source.",
    ),
    section(
      "Drills",
      drills.map(({ name, passed, missed, stopped }) => {
        const none = passed + missed + stopped === 0;
        return `${name}: ${none ? "not run" : `${passed} passed, ${missed} missed, ${stopped} stopped`}`;
      }),
      "There is none.",
    ),
    section(
      "Failures",
      [
        ...failures.map(({ title: what, reason, occurrences, isOpen }) => {
          const often = occurrences === 1 ? "" : `, ${times(occurrences)}`;
          return `${isOpen ? "OPEN" : "settled"}: ${what}${often}: ${reason}`;
        }),
        ...more(failures.length, week.failuresInAll),
      ],
      "None.",
    ),
    section(
      "Rules, the noisiest first",
      rules.map(({ rule, fired, pages }) => `${rule}: fired ${times(fired)}, ${count(pages, "page")}`),
      "None fired.",
    ),
    section(
      "Unmapped monitors",
      unmapped.map(
        ({ source, name, monitor, incidents }) => `${name || monitor} of ${source}: ${count(incidents, "incident")}`,
      ),
      "None.",
    ),
    section(
      "Unrouted incidents",
      [
        ...unrouted.map(({ title: what, severity, reason }) => `${severity}: ${what} (${reason})`),
        ...more(unrouted.length, week.unroutedInAll),
      ],
      "None.",
    ),
  ];
  const link = given.link === null ? [] : [`The same to look into: ${given.link}`];
  return { title, text: [headline(week), ...sections, ...link].join("\n\n") };
}

function headline({ incidents, pages, failures }: Week): string {
  const open = failures.filter(({ isOpen }) => isOpen).length;
  return `${count(incidents, "incident")}, ${count(pages, "page")}, ${count(open, "open failure")}`;
}

function section(title: string, lines: readonly string[], none: string): string {
  const said = lines.length === 0 ? [none] : lines.map((line) => `- ${line.replaceAll(/[\s\p{Cc}]+/gu, " ")}`);
  return [title, ...said].join("\n");
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function times(number: number): string {
  return number === 1 ? "once" : `${number} times`;
}
