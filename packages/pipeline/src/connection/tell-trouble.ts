import type { CallResult } from "../outbound/call-outside.ts";

export interface Trouble {
  trouble: string;
  sentence: string;
}

const certificateWords: readonly [RegExp, string][] = [
  [/EXPIRED/, "its certificate has expired. Renew it there."],
  [/ALTNAME|HOSTNAME/, "its certificate is for another name. Check the address, or the certificate there."],
  [
    /SELF_SIGNED|UNABLE_TO|DEPTH_ZERO|LEAF_SIGNATURE/,
    "its certificate is not from an authority that this machine trusts. Give it one that is, or add its authority to this machine (NODE_EXTRA_CA_CERTS).",
  ],
  [
    /WRONG_VERSION|EPROTO|UNSUPPORTED_PROTOCOL/,
    "what answers there does not speak TLS 1.2. Is the port right, and is it https?",
  ],
];

/** Why a test call got no answer, for a person: what is so and what to do. @param host as the settings name it. */
export function tellTrouble(
  result: CallResult & { result: "failed" },
  call: { host: string; port: number; totalMs: number },
): Trouble {
  const { outcome, durationMs } = result;
  const { host, port, totalMs } = call;
  const place = `${host}:${port}`;
  if (outcome.outcome === "delivered") return { trouble: "no-answer", sentence: "It gave no answer." };
  const { reason, detail } = outcome;
  const told = (sentence: string): Trouble => ({ trouble: reason, sentence });
  switch (reason) {
    case "name-not-found":
      return told(
        `The name ${host} is not known: no address was found for it. Check how it is spelled, and this machine's DNS.`,
      );
    case "connect-failed":
      return told(
        /ECONNREFUSED/.test(detail)
          ? `${place} refuses connections: nothing listens there. Is the system running, and is the port right?`
          : `No connection to ${place} came about. Is it reachable from this machine (firewall, VPN, port)? (${detail})`,
      );
    case "tls-failed":
      return told(`The TLS connection to ${place} failed: ${wordCertificate(detail)}`);
    case "blocked-address":
      return told(blockedWords(detail, place));
    case "timed-out":
    case "timed-out-before-sending":
      return told(
        `${place} did not answer within ${totalMs} ms (it was given up after ${durationMs} ms). If it is only slow, raise the time limit.`,
      );
    case "answer-lost":
      return told(
        `${place} ended the connection before it had answered. Something in between may cut it off. (${detail})`,
      );
    default:
      return told(`${place}: ${detail}`);
  }
}

function wordCertificate(detail: string): string {
  return certificateWords.find(([form]) => form.test(detail))?.[1] ?? `${detail}.`;
}

function blockedWords(detail: string, place: string): string {
  if (/SIGNALBOX_ALLOW_NETWORKS/.test(detail)) {
    const address = detail.split(" ", 1)[0] ?? "";
    const isAddress = /^[0-9a-f.:]+$/i.test(address);
    const prefix = address.includes(":") ? 128 : 32;
    const entry = isAddress ? `${address}/${prefix}:${place.split(":").at(-1)}` : "its network";
    return `Calls to ${place} are blocked: ${address} is a private address. If it may be called, start Signalbox with SIGNALBOX_ALLOW_NETWORKS=${entry} (more entries are separated by commas).`;
  }
  return `Calls to ${place} are blocked, and no setting allows them: ${detail}.`;
}
