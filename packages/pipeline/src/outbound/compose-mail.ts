import type { MailMessage } from "@signalbox/connections";
import MailComposer from "nodemailer/lib/mail-composer";

/** The e-mail as it goes over the wire: text only, headers encoded and folded. Line breaks and other control characters in
 *  a header become spaces, so that no value can begin another. */
export function composeMail(message: MailMessage): Promise<Buffer> {
  const { from, to, subject, text, headers } = message;
  const composer = new MailComposer({
    from: { name: "", address: from },
    to: to.map((address) => ({ name: "", address })),
    subject: oneLine(subject),
    text,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, oneLine(value)])),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}

function oneLine(value: string): string {
  return value.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " ").trim();
}
