/** A JSON line of the log as people read it: `10:15:32.104 INFO  api  deliveries stored  deliveries=3`. Values that could
 *  disturb a terminal stay in JSON's quotes. */
export function prettyLine(line: string): string {
  const { time, level, role, msg, ...rest } = JSON.parse(line) as Record<string, unknown>;
  const clock = new Date(Number(time)).toISOString().slice(11, 23);
  const parts = [clock, String(level).toUpperCase().padEnd(5), String(role).padEnd(6), harmless(String(msg ?? ""))];
  const fields = Object.entries(rest).map(([name, value]) => `${name}=${printValue(value)}`);
  return `${[...parts, ...fields].join(" ")}\n`;
}

function printValue(value: unknown): string {
  if (typeof value === "string" && /^[\w.:/@+-]+$/.test(value)) return value;
  return harmless(JSON.stringify(value) ?? "undefined");
}

// No line breaks, no escape sequences, nothing that turns the direction of writing.
function harmless(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
