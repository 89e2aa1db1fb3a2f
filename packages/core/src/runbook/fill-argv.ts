const placeholder = /\{([a-z][a-z0-9_]*)\}/g;

export type ArgvOutcome = { outcome: "filled"; argv: string[] } | { outcome: "refused"; reason: string };

/** Names of the parameters that an argv uses. */
export function parametersOf(argv: readonly string[]): string[] {
  return [...new Set(argv.flatMap((part) => [...part.matchAll(placeholder)].map(([, name]) => name!)))];
}

/** Puts values into an argv. Each part stays one argument whatever a value holds; none turns into an option: what begins
 *  with a value may not begin with "-". */
export function fillArgv(argv: readonly string[], values: Readonly<Record<string, string>>): ArgvOutcome {
  const filled: string[] = [];
  for (const part of argv) {
    const text = part.replace(placeholder, (whole, name: string) =>
      Object.hasOwn(values, name) ? values[name]! : whole,
    );
    const startsWithValue = part.startsWith("{") && text !== part;
    if (startsWithValue && text.startsWith("-") && !/^-\d+$/.test(text)) {
      return { outcome: "refused", reason: `"${text}" would be taken for an option: a value may not begin with -` };
    }
    filled.push(text);
  }
  return { outcome: "filled", argv: filled };
}

/** An argv as one could paste it into a shell: for people, never for a shell of ours. */
export function showArgv(argv: readonly string[]): string {
  return argv.map((part) => (/^[\w@%+=:,./-]+$/.test(part) ? part : `'${part.replaceAll("'", "'\\''")}'`)).join(" ");
}
