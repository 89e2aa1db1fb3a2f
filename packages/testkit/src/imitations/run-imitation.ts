import { type ImitatedAnswer, type ImitatedCall, type Imitation, startImitation } from "./imitation-server.ts";

/** A run of a job as anybody at the automation server sees it, whatever the system. */
export interface ImitatedRun {
  number: number;
  job: string;
  /** As they came: numbers are numbers. */
  values: Readonly<Record<string, unknown>>;
  state: "running" | "ok" | "failed" | "aborted";
  printed: string;
}

/** An automation server on which a test lets runs print and end. */
export interface RunImitation extends Imitation {
  runs(): readonly ImitatedRun[];
  print(number: number, text: string): void;
  end(number: number, state: "ok" | "failed" | "aborted"): void;
  /** Its run is not there any more. */
  remove(number: number): void;
}

/** The book of runs behind an imitation. */
export interface RunBook {
  start(job: string, values: Readonly<Record<string, unknown>>): ImitatedRun;
  find(number: number): ImitatedRun | undefined;
  isRunning(job: string): boolean;
}

export async function startRunImitation(
  answer: (call: ImitatedCall, book: RunBook) => ImitatedAnswer,
): Promise<RunImitation> {
  let runs: ImitatedRun[] = [];
  let last = 386;
  const book: RunBook = {
    start(job, values) {
      last += 1;
      const run: ImitatedRun = { number: last, job, values, state: "running", printed: "" };
      runs.push(run);
      return run;
    },
    find: (number) => runs.find((run) => run.number === number),
    isRunning: (job) => runs.some((run) => run.job === job && run.state === "running"),
  };
  const known = (number: number): ImitatedRun => {
    const run = book.find(number);
    if (run === undefined) throw new Error(`the imitation has no run ${number}`);
    return run;
  };
  const imitation = await startImitation({
    answer: (call) => answer(call, book),
    keep: () => {
      const kept = structuredClone(runs);
      return () => {
        runs = kept;
      };
    },
  });
  return {
    ...imitation,
    runs: () => runs,
    print: (number, text) => {
      known(number).printed += text;
    },
    end: (number, state) => {
      known(number).state = state;
    },
    remove: (number) => {
      runs = runs.filter((run) => run.number !== number);
    },
  };
}
