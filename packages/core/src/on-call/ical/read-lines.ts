/** One line of a calendar as RFC 5545 writes it: `ATTENDEE;CN=Ana:mailto:ana@example.com`. */
export interface CalendarLine {
  /** In upper case. */
  name: string;
  /** By name in upper case. */
  parameters: Readonly<Record<string, string>>;
  value: string;
}

/** The lines of a calendar, joined where they were folded. What is no line is left out. */
export function readLines(text: string): CalendarLine[] {
  return text
    .replaceAll(/\r?\n[ \t]/g, "")
    .split(/\r?\n/)
    .flatMap((line) => {
      const match = /^([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^";:]*))*):(.*)$/.exec(line);
      if (match === null) return [];
      const [, name = "", given = "", value = ""] = match;
      const parameters = [...given.matchAll(/;([A-Za-z0-9-]+)=(?:"([^"]*)"|([^";:]*))/g)].map(
        ([, key = "", quoted, plain = ""]) => [key.toUpperCase(), quoted ?? plain] as const,
      );
      return [{ name: name.toUpperCase(), parameters: Object.fromEntries(parameters), value }];
    });
}

/** The text of a value: `\n`, `\,`, `\;` and `\\` stand for what they are. */
export function readText(value: string): string {
  return value.replaceAll(/\\([nN,;\\])/g, (_, character: string) => (/n/i.test(character) ? "\n" : character));
}
