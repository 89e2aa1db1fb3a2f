import { provesBody, senders, takesSecrets } from "@signalbox/senders";
import type { Handlers } from "./handlers.ts";

export function senderHandlers(): Pick<Handlers, "listSenders"> {
  return {
    async listSenders() {
      const items = senders.map((sender) => ({
        key: sender.key,
        name: sender.name,
        signs: provesBody(sender.scheme),
        scheme: sender.scheme.type,
        natives: [...sender.natives],
        nativesLink: sender.nativesLink,
        takesSecret: takesSecrets(sender.scheme),
        sendsByGet: sender.sendsByGet === true,
        sendsIds: sender.can.sendIds,
        timeLimit: sender.can.timeLimit,
        testEvent: sender.can.testEvent,
        proof: sender.proof,
        doubts: sender.doubts,
        setup: { steps: [...sender.setup.steps], link: sender.setup.link },
        retry: sender.can.retry,
      }));
      return { items };
    },
  };
}
