import { type ImitatedAnswer, type ImitatedCall, type Imitation, startImitation } from "./imitation-server.ts";

export interface ZapierImitation extends Imitation {
  /** The address that is the credential. */
  hookUrl: string;
  /** Bodies that started the Zap. */
  runs(): readonly unknown[];
}

/** A catch hook as https://help.zapier.com/hc/en-us/articles/8496288690317-Trigger-Zaps-from-webhooks describes it: JSON is
 *  taken by POST, answered 200 with an id of the request; another address is 404. */
export async function startZapier(): Promise<ZapierImitation> {
  const path = "/hooks/catch/1234567/abcdefg/";
  let runs: unknown[] = [];
  const imitation = await startImitation({
    answer({ method, path: asked, json }: ImitatedCall): ImitatedAnswer {
      if (asked !== path || method !== "POST") return { status: 404, body: { status: "error" } };
      runs.push(json);
      const id = `0190a0b0-0000-7000-8000-${String(runs.length).padStart(12, "0")}`;
      return { status: 200, body: { attempt: id, id, request_id: id, status: "success" } };
    },
    keep: () => {
      const kept = [...runs];
      return () => {
        runs = kept;
      };
    },
  });
  return { ...imitation, hookUrl: imitation.url + path, runs: () => runs };
}
