import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, rmSync } from "node:fs";

export interface DebianProgram {
  lines(): readonly string[];
  /** Kills it and removes its folder. */
  end(): Promise<void>;
}

/** Runs the program of a Debian package until it answers at `readyUrl`.
 *  @throws with one line that says what to install, or with its last lines where it does not get ready within 20 s */
export async function runDebianProgram(given: {
  program: string;
  package: string;
  args: readonly string[];
  folder: string;
  readyUrl: string;
}): Promise<DebianProgram> {
  const { program, args, folder, readyUrl } = given;
  if (!existsSync(program)) throw new Error(`${program} is missing: install it with apt-get install ${given.package}`);
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => lines.push(...chunk.toString().trimEnd().split("\n")));
  }
  const end = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill("SIGKILL");
      await once(child, "exit");
    }
    rmSync(folder, { recursive: true, force: true });
  };
  const deadline = Date.now() + 20_000;
  while (!(await answers(readyUrl))) {
    if (Date.now() > deadline || child.exitCode !== null) {
      await end();
      throw new Error(`${program} does not get ready:\n${lines.slice(-20).join("\n")}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { lines: () => lines, end };
}

function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    (response) => response.ok,
    () => false,
  );
}
