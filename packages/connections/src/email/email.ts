import type { CallStep } from "@signalbox/core";
import type { ConnectionKind, PlanInput, PlannedMail } from "../connection-kind.ts";
import { type PageBody, pageBody } from "../page-webhook/page-body.ts";
import { timeoutMsOf } from "../shared/common-config.ts";
import { cutText } from "../shared/cut-text.ts";
import { trouble } from "../shared/interpret-test-status.ts";
import { isMessage, messageBody } from "../shared/message-body.ts";
import { pageText } from "../shared/page-text.ts";
import { defaultPorts, type EmailConfig, emailConfig, recipientsMax } from "./email-config.ts";
import { emailForm, emailGuide } from "./email-guide.ts";
import { interpretReply } from "./interpret-reply.ts";
import { isMailAddress } from "./mail-address.ts";

const textBytesMax = 100 * 1024;
const subjectCharactersMax = 200;

/** E-mail by SMTP (RFC 5321): text only, encrypted unless said otherwise. A server may take one twice, and nothing can be
 *  looked up: grade C; the same Message-ID lets mail programs join repeats. */
export const email: ConnectionKind<EmailConfig, PlannedMail> = {
  key: "email",
  name: "E-mail (SMTP)",
  nativeAs: "email",
  guide: emailGuide,
  proof: { status: "published-sample", source: "https://www.rfc-editor.org/rfc/rfc5321#appendix-D", version: null },
  configSchema: emailConfig,
  form: emailForm,
  secretFields: (config) => (config.username === undefined ? [] : ["password"]),
  timeoutMs: timeoutMsOf,
  capabilities: (config) => ({
    actions: ["page", "message"],
    find: false,
    update: false,
    close: config.followUp === true,
    reopen: false,
    read: false,
    acknowledge: false,
    lookUp: false,
  }),
  grade: () => "C",
  plan(step, input) {
    const said = wordsOf(step, input);
    if (said === null) return { outcome: "not-possible", reason: `this e-mail connection can't do ${step}` };
    const to = recipientsOf(input);
    if (typeof to === "string") return { outcome: "not-possible", reason: to };
    const { from } = input.config;
    const [, domain] = from.split("@");
    const reference = input.obligation?.reference ?? input.idempotencyKey;
    const message = {
      from,
      to,
      subject: [...said.title.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " ")].slice(0, subjectCharactersMax).join(""),
      text: cutText(said.text, textBytesMax),
      headers: {
        "Message-ID": `<${input.idempotencyKey}@${domain}>`,
        "Auto-Submitted": "auto-generated",
        "X-Signalbox-Reference": reference,
      },
    };
    return { outcome: "planned", request: { ...serverOf(input.config), message } };
  },
  authorise: (request) => request,
  interpret: (_step, answer) => ({ step: "done", result: interpretReply(answer) }),
  planTest: (config) => ({
    outcome: "planned",
    calls: [{ asks: "sign-in", request: { ...serverOf(config), message: null } }],
  }),
  interpretTest(answer, config) {
    const result = interpretReply(answer);
    if (result.outcome === "delivered") {
      const how = config.username === undefined ? "takes us without a sign-in" : "takes the user name and password";
      return { verdict: "ok", sentence: `The mail server ${how}. Nothing was sent.` };
    }
    const sentence = `${result.detail.slice(0, 1).toUpperCase()}${result.detail.slice(1)}.`;
    if (result.reason === "credentials-refused") return trouble("credentials", `${sentence} Enter the right ones.`);
    return trouble(result.outcome === "retryable" ? "server-error" : "wrong-answer", sentence);
  },
};

function serverOf(config: EmailConfig): Omit<PlannedMail, "message"> {
  const { host, tls = "starttls", port = defaultPorts[tls], username = null } = config;
  return { via: "mail", host, port, tls, username };
}

const pageEvents: Partial<Record<CallStep, PageBody["event"]>> = { create: "page.opened", close: "page.resolved" };

function wordsOf(step: CallStep, input: PlanInput<EmailConfig>): { title: string; text: string } | null {
  const reference = input.obligation?.reference ?? input.idempotencyKey;
  if (step === "send" && isMessage(input.scope)) {
    const { title, text, link } = messageBody(reference, input.scope);
    return { title, text: link === null ? text : `${text}\n\n${link}` };
  }
  const event = step === "send" ? "failure.opened" : pageEvents[step];
  if (event === undefined || (step === "close" && input.config.followUp !== true)) return null;
  return pageText(pageBody(event, reference, input.scope));
}

/** Whom the rule names, else whoever is on call, else the connection's own; a text says why there is nobody. */
function recipientsOf({ config, scope }: PlanInput<EmailConfig>): readonly string[] | string {
  const named = fieldOf(scope.action, "to");
  if (named !== null) {
    const all = named.split(/[,;\s]+/).filter((one) => one !== "");
    const wrong = all.find((one) => !isMailAddress(one));
    if (wrong !== undefined) return `"${wrong.slice(0, 100)}" is no e-mail address`;
    if (all.length > recipientsMax) return `it names more than ${recipientsMax} addresses`;
    if (all.length > 0) return all;
  }
  const onCall = fieldOf(scope.onCall, "email");
  if (onCall !== null && isMailAddress(onCall)) return [onCall];
  return config.to ?? "nobody is named: give the rule or the connection an address in to, or the team an on-call";
}

function fieldOf(value: unknown, name: string): string | null {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return null;
  const found = (value as Record<string, unknown>)[name];
  return typeof found === "string" && found.trim() !== "" ? found.trim() : null;
}
