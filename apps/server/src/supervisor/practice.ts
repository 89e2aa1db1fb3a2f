import { readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export type Practice = { port: number; command: string[]; variables: Record<string, string> };

const examplePort = 9100;
const program = fileURLToPath(new URL("../../../practice/src/main.ts", import.meta.url));
const exampleConfig = fileURLToPath(new URL("../../../../examples/company.yaml", import.meta.url));
// Known to everyone: good for the practice desk on this machine, and for nothing else.
const exampleSecrets = {
  ANYPING_HOOK_TOKEN: "sbxh_practice-anyping-0000000000000000000",
  ANYPING_WEBHOOK_SECRET: "anyping-practice-secret",
  DESK_TOKEN: "practice-desk-token",
  PAGER_SECRET: `whsec_${Buffer.from("signalbox-practice-pager-secret!").toString("base64")}`,
};

/** What `--practice` adds to the surroundings: the desk's port as the only private address that may be called, the
 *  example company, and its secrets where they are unset. */
export function planPractice(surroundings: NodeJS.ProcessEnv): Practice {
  const port = Number(surroundings.PRACTICE_PORT || examplePort);
  const variables: Record<string, string> = {
    ...exampleSecrets,
    SIGNALBOX_CONFIG: exampleConfig,
    PRACTICE_PORT: String(port),
  };
  for (const name of Object.keys(variables)) {
    const given = surroundings[name];
    if (given) variables[name] = given;
  }
  const allowed = [surroundings.SIGNALBOX_ALLOW_NETWORKS, `127.0.0.1/32:${port}`].filter(Boolean);
  variables.SIGNALBOX_ALLOW_NETWORKS = allowed.join(",");
  return { port, command: [program], variables };
}

/** The variables with a copy of the example company that calls the desk where it listens, if that is not port 9100. */
export function withPracticeConfig(variables: NodeJS.ProcessEnv, port: number, dataDir: string): NodeJS.ProcessEnv {
  if (variables.SIGNALBOX_CONFIG !== exampleConfig || port === examplePort) return variables;
  const copy = join(dataDir, "practice-company.yaml");
  writeFileSync(copy, readFileSync(exampleConfig, "utf8").replaceAll(`127.0.0.1:${examplePort}`, `127.0.0.1:${port}`));
  return { ...variables, SIGNALBOX_CONFIG: copy };
}

/** What the desk is told: nothing of Signalbox's own. */
export function deskVariables(variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { PATH, PRACTICE_PORT, DESK_TOKEN, PAGER_SECRET } = variables;
  return { PATH, PRACTICE_PORT, DESK_TOKEN, PAGER_SECRET };
}

/** Resolves when the desk accepts connections. @throws after 15 s */
export async function waitForDesk(port: number): Promise<void> {
  const deadline = Date.now() + 15_000;
  while (!(await accepts(port))) {
    if (Date.now() > deadline) throw new Error(`the practice desk does not answer on port ${port}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("error", () => resolve(false));
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
  });
}
