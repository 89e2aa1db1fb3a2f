/** What one argument of a runbook may be. A text must match its pattern as a whole. */
export type ParameterSpec = {
  about?: string;
  /** Taken where nothing is given; without it the argument is required. */
  default?: string;
} & (
  | { type: "text"; pattern: string }
  | { type: "integer"; least: number; most: number }
  | { type: "choice"; of: readonly string[] }
);

/** What holds for a known fix wherever it runs: here, or at an automation server. */
export interface RunbookTerms {
  key: string;
  name: string;
  about: string;
  parameters: Readonly<Record<string, ParameterSpec>>;
  /** It waits for a person's yes, whatever the rule says. */
  destructive: boolean;
  /** Not twice within this time for one component; null: as its connection says. */
  coolDownMs: number | null;
}

/** A local command of the allow-list file. */
export interface LocalRunbook extends RunbookTerms {
  /** The executable and its arguments; `{name}` stands for a parameter. Never a shell's line. */
  argv: readonly string[];
  cwd: string;
  /** Whose rights it has; null: those of the worker. */
  user: string | null;
  env: Readonly<Record<string, string>>;
  /** Variables of the worker that it is given as they are. */
  passEnv: readonly string[];
  timeoutMs: number;
  outputBytesMax: number;
  /** What the executable's SHA-256 must be, in hex; null: whatever it is. */
  sha256: string | null;
}
