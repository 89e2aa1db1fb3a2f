import { StartRefusal } from "@signalbox/database/start";

const log = (line: string): void => {
  if (process.env.LOG_FORMAT === "json") console.log(JSON.stringify({ level: "info", time: Date.now(), msg: line }));
  else console.log(line);
};

function watchForStop(): AbortSignal {
  const stopping = new AbortController();
  const stop = (): void => stopping.abort(new Error("asked to stop"));
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
  // The script that started us holds the other end: when it is gone, nobody waits for us any more.
  process.once("disconnect", stop);
  return stopping.signal;
}

async function run(): Promise<number> {
  if (Number(process.versions.node.split(".")[0]) < 24) throw new StartRefusal(["this needs Node 24: use npm start"]);
  const unknown = process.argv.slice(2).find((argument) => argument !== "--practice");
  if (unknown !== undefined) {
    console.error(`${unknown} is not known. Usage: npm start [-- --practice]; everything else is set by variables`);
    return 2;
  }
  const practice = process.argv.includes("--practice");
  const role = process.env.SIGNALBOX_ROLE || "all";
  // Loaded as needed: the supervisor itself stays small, without the api's and the worker's rooms.
  if (role === "all") {
    const { runSupervisor } = await import("./supervisor/run-supervisor.ts");
    await runSupervisor(process.env, { practice, log, stopped: watchForStop() });
    return 0;
  }
  if (practice) throw new StartRefusal(["--practice needs SIGNALBOX_ROLE all"]);
  const { runRoleAlone, runSupervisedRole } = await import("./supervisor/run-role.ts");
  if (process.send && process.env.SIGNALBOX_SUPERVISED === "1") await runSupervisedRole(process.env);
  else await runRoleAlone(process.env, { log, stopped: watchForStop() });
  return 0;
}

/** Runs the server as its arguments and variables say. Resolves with the exit code; why it can't start is printed. */
export async function runProgram(): Promise<number> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof StartRefusal) for (const line of error.lines) console.error(line);
    else console.error(error);
    return 1;
  }
}
