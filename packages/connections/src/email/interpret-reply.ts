import type { AttemptOutcome } from "@signalbox/core";
import type { Answer } from "../connection-kind.ts";

/** What a mail server's reply means. RFC 5321, section 4.2.1: 4yz may pass, 5yz will not; RFC 4954, section 6: 530 to 538 are
 *  about the sign-in. */
export function interpretReply(answer: Answer): AttemptOutcome {
  const { status, headers } = answer;
  const said = `${status} ${answer.body.replace(/^\d{3}[ -]?/, "")}`
    .replaceAll(/[\s\p{Cc}]+/gu, " ")
    .trim()
    .slice(0, 200);
  const command = headers["smtp-command"] ?? "";
  if (status >= 200 && status <= 299) {
    const refused = headers["smtp-refused"];
    if (refused === undefined) return { outcome: "delivered" };
    const detail = `the mail server took it for the others, and refused ${refused}`;
    return { outcome: "permanent", reason: "refused-by-target", detail };
  }
  const isAboutSignIn = [530, 534, 535, 538].includes(status) || (command.startsWith("AUTH") && status >= 500);
  if (isAboutSignIn) {
    const detail = `the mail server refuses user name and password: ${said}`;
    return { outcome: "retryable", reason: "credentials-refused", detail };
  }
  if (status < 500) {
    return { outcome: "retryable", reason: "server-error", detail: `the mail server takes it later: ${said}` };
  }
  return { outcome: "permanent", reason: "refused-by-target", detail: `the mail server refuses it: ${said}` };
}
