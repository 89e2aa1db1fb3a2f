import type { EpochMs } from "@signalbox/core";
import {
  type IncomingRequest,
  neededCertificate,
  ownCertificateAddress,
  tokenKeyId,
  type VerifyOutcome,
  verifyDelivery,
  verifyJwt,
} from "@signalbox/senders";
import { isFromNetworks } from "../http/client-address.ts";
import { type IssuerKeys, ownKeyId } from "./issuer-keys.ts";
import { type Unavailable, unavailable } from "./receive-outcome.ts";
import { type ReceivingSource, validSecrets } from "./receiving-source.ts";
import type { FoundKey, SigningCertificates } from "./signing-certificates.ts";

export type VerifyDeps = {
  /** Networks in CIDR form whose word about where a request comes from is believed. */
  trustedProxies: readonly string[];
  certificates: SigningCertificates;
  issuerKeys: IssuerKeys;
  now(): EpochMs;
};

type Judged = VerifyOutcome | Unavailable;

/** Whether a request is of its source, with what must be fetched for that: `unavailable` where that can't be had now. At once
 *  where nothing is to be fetched and no token to be read. @param socketAddress the other end of the connection. */
export function verifyRequest(
  deps: VerifyDeps,
  source: ReceivingSource,
  request: IncomingRequest,
  socketAddress: string,
): Judged | Promise<Judged> {
  const { scheme } = source;
  if (scheme.type === "jwt") {
    const kid = tokenKeyId(request.headers);
    const found = kid === null ? null : findIssuerKey(deps, scheme.keysUrl, kid);
    return after(found, (key) =>
      key === "unavailable" ? unavailable("keys-unavailable") : verifyJwt(scheme, request, deps.now(), key),
    );
  }
  const isFromProxy = scheme.type === "mtls" && isFromNetworks(socketAddress, deps.trustedProxies);
  const address = neededCertificate(scheme, request);
  return after(address === null ? null : deps.certificates.find(address), (certificate) => {
    if (certificate === "unavailable") return unavailable("certificate-unavailable");
    const now = deps.now();
    return verifyDelivery(scheme, validSecrets(source, now), request, now, { certificate, isFromProxy });
  });
}

// A sample of our own is signed with a key of this process: nobody else has it.
function findIssuerKey(deps: VerifyDeps, keysUrl: string, kid: string): FoundKey | Promise<FoundKey> {
  return kid === ownKeyId ? deps.certificates.find(ownCertificateAddress) : deps.issuerKeys.find(keysUrl, kid);
}

function after<T>(value: T | Promise<T>, next: (value: T) => Judged | Promise<Judged>): Judged | Promise<Judged> {
  return value instanceof Promise ? value.then(next) : next(value);
}
