import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ChildProgram, startChildProgram } from "./child-program.ts";
import { companyConfig, companySecrets } from "./company-config.ts";
import { freePort } from "./free-port.ts";
import { type PracticeDesk, startPracticeDesk } from "./practice-desk.ts";
import { programFile } from "./program-file.ts";

export interface SignalboxOptions {
  databaseUrl: string;
  apis?: number;
  workers?: number;
  /** Of each worker or api; more than the defaults of a test. */
  variables?: NodeJS.ProcessEnv;
  /** What happens at named places of the first start, such as `ingest.afterCommit:kill@3`. */
  failpoints?: { api?: string; worker?: string };
  /** Delays of the product by which tests wait less; 1: as in life. */
  timeScale?: number;
  /** False: returns while the processes may still wait for their database. */
  waits?: boolean;
}

export interface Member extends Omit<ChildProgram, "restart"> {
  url: string;
  /** @param failpoints none by default, whatever it had before */
  restart(failpoints?: string): Promise<void>;
}

/** The product as it runs in life, each role in processes of its own, with the example company and its outside world. */
export interface Signalbox {
  apis: Member[];
  workers: Member[];
  desk: PracticeDesk;
  /** Where AnyPing posts to; one for each api process. */
  hookUrls: string[];
  alertmanagerUrls: string[];
  secret: string;
  alertmanagerSecret: string;
  apiToken: string;
  ready(): Promise<void>;
  /** One process more, once it is ready; senders post to it too. */
  add(role: "api" | "worker", failpoints: string): Promise<Member>;
  /** Ends it the hard way where it still runs, and forgets it. */
  remove(member: Member): Promise<void>;
  /** Ends all processes and removes its files. */
  end(): Promise<void>;
  /** The last lines of every process, for the report of a test that failed. */
  lastLines(): string;
}

const linesShown = 40;

export async function startSignalbox(options: SignalboxOptions): Promise<Signalbox> {
  const desk = await startPracticeDesk();
  const folder = mkdtempSync(join(tmpdir(), "signalbox-company-"));
  const configFile = join(folder, "company.yaml");
  writeFileSync(configFile, companyConfig({ deskUrl: desk.url }));
  const apiToken = `sbxa_${randomBytes(24).toString("hex")}`;
  const shared = {
    DATABASE_URL: options.databaseUrl,
    DATA_DIR: folder,
    SIGNALBOX_SECRET_KEY: randomBytes(32).toString("base64"),
    SIGNALBOX_CONFIG: configFile,
    SIGNALBOX_ALLOW_NETWORKS: `127.0.0.1/32:${desk.port}`,
    SIGNALBOX_API_TOKEN: apiToken,
    SIGNALBOX_TIME_SCALE: String(options.timeScale ?? 1 / 30),
    DESK_TOKEN: desk.token,
    PAGER_SECRET: desk.pagerSecret,
    LOG_FORMAT: "json",
    LOG_LEVEL: "info",
    ...companySecrets,
    ...options.variables,
  };
  let started = 0;
  const startMember = async (role: "api" | "worker", failpoints: string | undefined): Promise<Member> => {
    const port = await freePort();
    const variablesWith = (failpoints: string | undefined): NodeJS.ProcessEnv => ({
      ...shared,
      SIGNALBOX_ROLE: role,
      PORT: String(port),
      ...(failpoints === undefined ? {} : { SIGNALBOX_FAILPOINTS: failpoints }),
    });
    const child = startChildProgram({
      name: `${role} ${++started}`,
      file: programFile("server"),
      variables: variablesWith(failpoints),
      isReady: /Signalbox (?:api|worker) is ready/,
    });
    return {
      ...child,
      url: `http://127.0.0.1:${port}`,
      restart: (failpoints) => child.restart(variablesWith(failpoints)),
    };
  };
  const several = (role: "api" | "worker", count: number): Promise<Member[]> =>
    Promise.all(Array.from({ length: count }, () => startMember(role, options.failpoints?.[role])));
  const apis = await several("api", options.apis ?? 1);
  const workers = await several("worker", options.workers ?? 1);
  const all = (): Member[] => [...apis, ...workers];
  const hookUrlOf = ({ url }: Member): string => `${url}/hooks/${companySecrets.ANYPING_HOOK_TOKEN}`;
  const hookUrls = apis.map(hookUrlOf);
  const ready = async (): Promise<void> => {
    await Promise.all(all().map((member) => member.ready()));
  };
  const end = async (): Promise<void> => {
    await Promise.all(all().map((member) => member.stop()));
    await desk.end();
    rmSync(folder, { recursive: true, force: true });
  };
  const lastLines = (): string =>
    all()
      .map((member) => [`— ${member.name}:`, ...member.lines().slice(-linesShown)].join("\n"))
      .join("\n")
      .slice(-20_000);
  const signalbox: Signalbox = {
    apis,
    workers,
    desk,
    hookUrls,
    alertmanagerUrls: apis.map(({ url }) => `${url}/hooks/${companySecrets.ALERTMANAGER_HOOK_TOKEN}`),
    secret: companySecrets.ANYPING_WEBHOOK_SECRET,
    alertmanagerSecret: companySecrets.ALERTMANAGER_SECRET,
    apiToken,
    ready,
    async add(role, failpoints) {
      const member = await startMember(role, failpoints);
      (role === "api" ? apis : workers).push(member);
      await member.ready();
      if (role === "api") hookUrls.push(hookUrlOf(member));
      return member;
    },
    async remove(member) {
      for (const list of [apis, workers]) if (list.includes(member)) list.splice(list.indexOf(member), 1);
      if (hookUrls.includes(hookUrlOf(member))) hookUrls.splice(hookUrls.indexOf(hookUrlOf(member)), 1);
      await member.end();
    },
    end,
    lastLines,
  };
  if (options.waits === false) return signalbox;
  try {
    await ready();
  } catch (error) {
    await end();
    throw error;
  }
  return signalbox;
}
