import { Readable } from "node:stream";
import type { PlannedMail } from "@signalbox/connections";
import type { AttemptOutcome } from "@signalbox/core";
import SmtpConnection, { type SMTPConnectionSendInfo } from "nodemailer/lib/smtp-connection";
import type { CallLimits, CallResult } from "./call-outside.ts";
import { type CallStage, classifyFailure } from "./classify-failure.ts";
import { composeMail } from "./compose-mail.ts";
import type { Outbound } from "./open-outbound.ts";
import { refuseUrl } from "./refuse-url.ts";

/** Hands one e-mail to its server, or only signs in where there is none. Never throws. What fails before the server has
 *  asked for the text (354) is `retryable`; after that it is `unknown`, unless the server said no. A reply of the server is
 *  an answer: its code, its text, and the command it was given to in the header `smtp-command`.
 *  @param password of `mail.username`; null where it signs in nowhere. */
export async function sendMail(
  outbound: Outbound,
  mail: PlannedMail,
  password: string | null,
  limits: CallLimits,
): Promise<CallResult> {
  const startedAt = performance.now();
  const durationMs = () => Math.round(performance.now() - startedAt);
  const failed = (outcome: AttemptOutcome): CallResult => ({ result: "failed", outcome, durationMs: durationMs() });
  const refusal = refuseUrl(`https://${mail.host}:${mail.port}/`, outbound.policy.ownHosts);
  if (refusal !== null) return failed({ outcome: "permanent", reason: "blocked-address", detail: refusal });

  const total = AbortSignal.timeout(limits.totalMs);
  const signal = limits.signal ? AbortSignal.any([total, limits.signal]) : total;
  const session: MailSession = { stage: "before-sending", connection: null, isOver: false };
  try {
    const reply = await Promise.race([converse(outbound, mail, password, session, signal), rejectOn(signal)]);
    sayGoodbye(session);
    return { result: "answered", answer: { ...reply, bodyCut: false }, durationMs: durationMs() };
  } catch (error) {
    if (signal.aborted) {
      const detail = total.aborted ? `no answer within ${limits.totalMs} ms` : "the process is stopping";
      return failed(
        session.stage === "sent"
          ? { outcome: "unknown", reason: "timed-out", detail }
          : { outcome: "retryable", reason: "timed-out-before-sending", detail },
      );
    }
    const reply = readReply(error);
    if (reply !== null) return { result: "answered", answer: { ...reply, bodyCut: false }, durationMs: durationMs() };
    return failed(classifyMailFailure(error, session.stage));
  } finally {
    if (!session.isOver) session.connection?.close();
  }
}

const goodbyeMs = 1_000;

// All is said: whether the server answers QUIT matters to nobody, but leaving without a word looks like a failure to it.
function sayGoodbye(session: MailSession): void {
  const { connection } = session;
  if (connection === null) return;
  session.isOver = true;
  setTimeout(() => connection.close(), goodbyeMs).unref();
  connection.quit();
}

interface MailSession {
  stage: CallStage;
  connection: SmtpConnection | null;
  isOver: boolean;
}

interface SmtpReply {
  status: number;
  headers: Record<string, string>;
  body: string;
}

async function converse(
  outbound: Outbound,
  mail: PlannedMail,
  password: string | null,
  session: MailSession,
  signal: AbortSignal,
): Promise<SmtpReply> {
  const socket = await outbound.connect(mail, signal);
  const connection = new SmtpConnection({
    host: mail.host,
    port: mail.port,
    connection: socket,
    secure: mail.tls === "implicit",
    requireTLS: mail.tls === "starttls",
    ignoreTLS: mail.tls === "none",
    socketCloseTimeout: 1_000,
    maxResponseSize: 64 * 1024,
    tls: { minVersion: "TLSv1.2", ...(outbound.ca === null ? {} : { ca: outbound.ca }) },
  });
  session.connection = connection;
  const broken = new Promise<never>((_done, fail) => void connection.on("error", fail));
  broken.catch(() => {});
  const step = <T>(run: (done: (error: Error | null | undefined, value?: T) => void) => void): Promise<T> =>
    Promise.race([
      broken,
      new Promise<T>((done, fail) => run((error, value) => (error ? fail(error) : done(value as T)))),
    ]);

  await step((done) => connection.connect(done));
  if (mail.username !== null) {
    const auth = { user: mail.username, pass: password ?? "" };
    await step((done) => connection.login(auth, done));
  }
  if (mail.message === null) return { status: 250, headers: {}, body: "signed in" };
  const { from, to } = mail.message;
  const text = await composeMail(mail.message);
  // What was given up is never sent after all.
  signal.throwIfAborted();
  const content = Readable.from(startSending(text, session));
  const info = await step<SMTPConnectionSendInfo>((done) =>
    connection.send({ from, to: [...to], size: text.length }, content, done),
  );
  const refused = info.rejected ?? [];
  const headers = refused.length === 0 ? {} : { "smtp-refused": refused.join(", ") };
  return { status: 250, headers: { "smtp-command": "DATA", ...headers }, body: info.response };
}

// Read only once the server has asked for the text: from then on it may have it.
function* startSending(text: Buffer, session: MailSession): Generator<Buffer> {
  session.stage = "sent";
  yield text;
}

function rejectOn(signal: AbortSignal): Promise<never> {
  return new Promise((_done, fail) => {
    signal.addEventListener("abort", () => fail(new Error("aborted")), { once: true });
    if (signal.aborted) fail(new Error("aborted"));
  });
}

interface MailError {
  code?: string;
  originalCode?: string;
  responseCode?: number;
  response?: string;
  command?: string;
}

function readReply(error: unknown): SmtpReply | null {
  const { responseCode, response, command } = error as MailError;
  if (typeof responseCode !== "number" || responseCode < 400 || responseCode > 599) return null;
  // Without encryption nothing was said to it: that its reply to STARTTLS has a code makes it no answer to the e-mail.
  if (command === "STARTTLS") return null;
  return { status: responseCode, headers: { "smtp-command": command ?? "" }, body: response ?? "" };
}

// The library keeps the network's own code aside and puts its word for the place in the session in front.
function classifyMailFailure(error: unknown, stage: CallStage): AttemptOutcome {
  const { code, originalCode, command, response } = error as MailError;
  if (stage === "sent") return classifyFailure(error, stage);
  if (command === "STARTTLS" && response !== undefined) {
    const said = response.replaceAll(/[\s\p{Cc}]+/gu, " ").slice(0, 200);
    return { outcome: "retryable", reason: "tls-failed", detail: `the mail server refuses STARTTLS: ${said}` };
  }
  if (code === "ETLS") {
    const why = originalCode ?? (error instanceof Error ? error.message : "");
    return { outcome: "retryable", reason: "tls-failed", detail: `no encrypted connection came about (${why})` };
  }
  if (code === "ECONNECTION" || code === "EPROTOCOL" || code === "ETIMEDOUT") {
    const detail = "the server ended the session before it took the e-mail";
    return { outcome: "retryable", reason: "connect-failed", detail };
  }
  return classifyFailure(
    originalCode === undefined ? error : Object.assign(new Error(), { code: originalCode }),
    stage,
  );
}
