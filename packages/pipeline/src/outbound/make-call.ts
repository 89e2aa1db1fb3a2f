import type { ConnectionSecrets, OutsideCall } from "@signalbox/connections";
import { type CallLimits, type CallResult, callOutside } from "./call-outside.ts";
import type { Outbound } from "./open-outbound.ts";
import { sendMail } from "./send-mail.ts";

/** One call to the outside, by HTTP or by mail; the request has its credentials already, an e-mail takes its password from
 *  `secrets`. Never throws. */
export function makeCall(
  outbound: Outbound,
  request: OutsideCall,
  secrets: ConnectionSecrets,
  limits: CallLimits,
): Promise<CallResult> {
  return request.via === "mail"
    ? sendMail(outbound, request, secrets.password ?? null, limits)
    : callOutside(outbound, request, limits);
}
