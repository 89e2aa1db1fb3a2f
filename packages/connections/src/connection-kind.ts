import type { ActionKind, AttemptOutcome, CallStep, Grade, RunbookTerms, RunState } from "@signalbox/core";
import type { z } from "zod";
import type { FormField } from "./form-field.ts";
import type { KindGuide, Proof } from "./kind-guide.ts";
import type { OAuth2Auth } from "./shared/connection-auth.ts";

/** A request as a connection kind plans it. Credentials are added by `authorise` in the last moment and never stored. */
export interface PlannedRequest {
  via?: "http";
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  url: string;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: string | null;
}

/** An e-mail as a connection kind plans it. Where `username` is given, whoever sends it takes the password from the
 *  connection's credential `password`. */
export interface PlannedMail {
  via: "mail";
  /** Where to hand it in. */
  host: string;
  port: number;
  /** `implicit`: TLS from the first byte; `starttls`: required before anything is said; `none`: in clear. */
  tls: "implicit" | "starttls" | "none";
  username: string | null;
  /** Null: sign in, say goodbye, send nothing. */
  message: MailMessage | null;
}

export interface MailMessage {
  /** Bare addresses of the envelope. */
  from: string;
  to: readonly string[];
  subject: string;
  text: string;
  /** Further headers, names as they are sent: Message-ID, Auto-Submitted … */
  headers: Readonly<Record<string, string>>;
}

/** A local command as a connection kind plans it: what it runs stands in the allow-list file, and nowhere else. */
export interface PlannedCommand {
  via: "command";
  /** Its key in the file. */
  runbook: string;
  arguments: Readonly<Record<string, string>>;
}

/** What leaves by the door to the outside. */
export type OutsideCall = PlannedRequest | PlannedMail;
export type PlannedCall = OutsideCall | PlannedCommand;

export function isHttpCall(call: PlannedCall): call is PlannedRequest {
  return call.via === undefined || call.via === "http";
}

/** What came back: at most 256 KiB were read; `bodyCut` tells that there was more. Header names are in lower case.
 *  Of a mail: `status` is the code of the server's last reply (250, 450, 550 …), `body` its text. Of a command: `status` is
 *  its exit code, `body` nothing: what it prints is kept while it runs. */
export interface Answer {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string;
  bodyCut: boolean;
}

/** Stored credentials by field name: `bearer`, `password`, `value` (of a header), `clientSecret`, or the name of a field of the
 *  configuration that holds one, such as `secret` or `token`. `accessToken` is not stored: it was got for the call. */
export type ConnectionSecrets = Readonly<Record<string, string>>;

/** Values that templates see and what the step is about. All plain data. */
export interface PlanInput<Config> {
  config: Config;
  idempotencyKey: string;
  /** event, incident, monitor, component, team, source, labels, onCall, obligation, resolution, action, link, failure. */
  scope: Readonly<Record<string, unknown>>;
  obligation: { reference: string; externalId: string | null } | null;
  /** The step is part of a close: an update then carries the resolution note. */
  isClosing?: boolean;
  /** Epoch milliseconds; for signatures and Retry-After. */
  now: number;
}

export type PlanOutcome<Call extends PlannedCall = PlannedCall> =
  | { outcome: "planned"; request: Call }
  | { outcome: "not-possible"; reason: string };

/** What an answer means for the step: an attempt's outcome, or for `find` and `read` what was learnt. */
export type Interpretation =
  | { step: "done"; result: AttemptOutcome }
  /** `hits`: outside ids of all that carry our reference exactly, the one to go on with first; more than one is doubled. */
  | { step: "found"; externalId: string; externalUrl: string | null; hits: readonly string[] }
  | { step: "not-found" }
  /** `acknowledgedBy`: who took it over there; null where nobody did, left out where the system doesn't tell. */
  | { step: "state"; closed: boolean; acknowledgedBy?: string | null }
  /** Of a remediation: how far it is, in words too, and all that it has printed so far where the answer has it. */
  | { step: "run"; state: RunState; detail: string; output?: string };

export interface Capabilities {
  actions: readonly ActionKind[];
  find: boolean;
  update: boolean;
  close: boolean;
  reopen: boolean;
  /** Closing takes no text: the resolution note is written before it, planned as an update with `isClosing`. */
  noteFirst?: true;
  /** An update that is repeated is there twice, although a new one is known by our key. */
  updatesTwice?: true;
  read: boolean;
  /** A read tells whether somebody acknowledged it there. */
  acknowledge: boolean;
  /** It answers look-ups: who is on call. */
  lookUp: boolean;
}

/** A question to a data source: a GET of `path`, and what to take from the answer. */
export interface LookUpQuery {
  path: string;
  /** JSON path; null: the whole answer. */
  select: string | null;
}

export type LookUpOutcome = { outcome: "answered"; value: unknown } | { outcome: "no-answer"; reason: string };

/** Harmless calls that show whether the settings work, in order: nothing is created, changed or sent by them. The first
 *  that finds trouble ends the test. */
export type TestPlan<Call extends OutsideCall = OutsideCall> =
  | { outcome: "planned"; calls: readonly TestCall<Call>[] }
  | { outcome: "not-possible"; reason: string };

export interface TestCall<Call extends OutsideCall = OutsideCall> {
  /** What it asks about, for `interpretTest`: `credentials`, `project`, `queue` … */
  asks: string;
  request: Call;
}

export type TestTrouble =
  | "credentials"
  | "rights"
  | "wrong-path"
  | "wrong-answer"
  | "wrong-setting"
  | "redirect"
  | "rate-limited"
  | "server-error";

/** What one call of a test showed. `sentence` is for a person: what is so, and in trouble what to do. */
export type TestVerdict =
  | { verdict: "ok"; sentence: string }
  | { verdict: "trouble"; trouble: TestTrouble; sentence: string };

/** How a connection runs known fixes. */
export interface Remediation {
  /** How many people must say yes to what is destructive. */
  approvers: 1 | 2;
  /** For so long a question stands, and then a yes. */
  approvalWithinMs: number;
  /** How many of its remediations run at once at most. */
  atOnce: number;
  /** The same one not twice within this time for one component. */
  coolDownMs: number;
  /** For so long a run elsewhere is followed. */
  runLimitMs: number;
  /** Those that a rule may order; null: those of the allow-list file. */
  runbooks: readonly RunbookTerms[] | null;
}

/** At most so many calls in so many seconds. */
export interface CallRate {
  calls: number;
  perSeconds: number;
}

/** An outside system that Signalbox can call: one folder, pure. */
export interface ConnectionKind<Config = unknown, Call extends PlannedCall = PlannedCall> {
  key: string;
  name: string;
  /** As senders name it among what they serve themselves (`natives`): where one does, that is the shorter way. */
  nativeAs?: string;
  /** What people read about it: the page of the docs is made from this. */
  guide: KindGuide;
  /** How sure it is that the real system takes these calls so. */
  proof: Proof;
  configSchema: z.ZodType<Config>;
  /** The fields from which the app draws the form for making and changing a connection, in order. */
  form: readonly FormField[];
  /** Credentials that this configuration needs, for the form and for `apply`. */
  secretFields(config: Config): readonly string[];
  /** Present where calls may need a token that is got with a secret: from where, or undefined where this configuration needs
   *  none. `authorise` finds it as `accessToken`. */
  tokenClient?(config: Config): OAuth2Auth | undefined;
  /** Limit of one call, in milliseconds: 1,000 to 60,000. */
  timeoutMs(config: Config): number;
  /** What the system takes at most where the connection says nothing else; left out: nothing is known. */
  defaultRate?: CallRate;
  capabilities(config: Config): Capabilities;
  grade(config: Config): Grade;
  /** True where whoever knows the configured URL may use it: what is kept of a call has it without its query. */
  hasSecretUrl?: true;
  plan(step: CallStep, input: PlanInput<Config>): PlanOutcome<Call>;
  /** Adds credentials or a signature; the result is sent and forgotten. `secrets` holds every field of `secretFields`. */
  authorise(request: PlannedRequest, input: PlanInput<Config>, secrets: ConnectionSecrets): PlannedRequest;
  interpret(step: CallStep, answer: Answer, input: PlanInput<Config>): Interpretation;
  planTest(config: Config): TestPlan<Exclude<Call, PlannedCommand>>;
  interpretTest(answer: Answer, config: Config, asks: string): TestVerdict;
  /** Present where it carries out `remediate`. */
  remediation?(config: Config): Remediation;
  /** Present where what a run prints is had by a call beside the look at how far it is: a GET whose answer is all of it, as
   *  text. Null where this configuration has none. */
  planOutput?(input: PlanInput<Config>): PlannedRequest | null;
  /** Present where `capabilities.lookUp` is true. */
  lookUp?: {
    /** What a team may ask by, for the documentation and forms. */
    example: LookUpQuery;
    plan(query: LookUpQuery, config: Config, now: number): PlanOutcome<PlannedRequest>;
    interpret(answer: Answer, query: LookUpQuery, now: number): LookUpOutcome;
  };
}

/** A kind that speaks HTTP alone. */
export type HttpKind<Config> = ConnectionKind<Config, PlannedRequest>;
