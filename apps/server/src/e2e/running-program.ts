import { randomBytes } from "node:crypto";
import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "@signalbox/testkit";
import { adminFolder } from "../http/serve-admin.ts";
import { startProgram } from "../supervisor/program-under-test.ts";

export interface RunningProgram {
  url: string;
  deskUrl: string;
  /** Where the first admin is made. */
  setupLink: string;
  stop(): Promise<void>;
}

const examples = fileURLToPath(new URL("../../../../examples", import.meta.url));

/** `npm start -- --practice` as a newcomer gets it, on free ports. @param databaseUrl left out: its own Postgres */
export async function startPracticeProgram(
  databaseUrl?: string,
  variables: Record<string, string> = {},
): Promise<RunningProgram> {
  if (!existsSync(join(adminFolder, "index.html")))
    throw new Error("the admin app is not built: vite build apps/admin");
  const folder = mkdtempSync(join(tmpdir(), "signalbox-e2e-"));
  const [port, practicePort] = [await freePort(), await freePort()];
  const deskUrl = `http://127.0.0.1:${practicePort}`;
  // A system user runs Postgres for root, and must be able to enter.
  chmodSync(folder, 0o755);
  const config = join(folder, "company.yaml");
  cpSync(examples, join(folder, "examples"), { recursive: true });
  writeFileSync(
    config,
    readFileSync(join(examples, "company.yaml"), "utf8").replaceAll("http://127.0.0.1:9100", deskUrl),
  );
  const program = startProgram({
    args: ["--practice"],
    variables: {
      PORT: String(port),
      PRACTICE_PORT: String(practicePort),
      DATA_DIR: join(folder, "data"),
      SIGNALBOX_CONFIG: config,
      ...variables,
      ...(databaseUrl === undefined
        ? {}
        : { DATABASE_URL: databaseUrl, SIGNALBOX_SECRET_KEY: randomBytes(32).toString("base64") }),
    },
  });
  const stop = async (): Promise<void> => {
    program.killGroup("SIGTERM");
    await program.ended();
    const location = join(folder, "data", "postgres.location");
    if (existsSync(location)) rmSync(readFileSync(location, "utf8").trim(), { recursive: true, force: true });
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const url = await program.ready();
    return { url, deskUrl, setupLink: await findSetupLink(program.lines), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

// The link is printed right behind the line of readiness.
async function findSetupLink(lines: readonly string[]): Promise<string> {
  for (let tries = 0; tries < 100; tries++) {
    const link = /http:\S+\/setup\?token=\S+/.exec(lines.join("\n"))?.[0];
    if (link !== undefined) return link;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`no set-up link in:\n${lines.join("\n")}`);
}
