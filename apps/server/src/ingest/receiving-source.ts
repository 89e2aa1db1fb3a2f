import { sourceSettings } from "@signalbox/contract";
import type { EpochMs } from "@signalbox/core";
import { type HookSource, openSecret } from "@signalbox/database";
import {
  acceptFirstSend,
  authOverrideSchema,
  type CompiledMapping,
  compileStoredMapping,
  type Sender,
  type SourceSecret,
  schemeFromAuth,
  senderByKey,
  type VerificationScheme,
} from "@signalbox/senders";
import { type Network, readNetworks } from "./source-networks.ts";

/** A source, ready to verify requests with. */
export type ReceivingSource = {
  id: number;
  key: string;
  sender: Sender;
  scheme: VerificationScheme;
  secrets: readonly (SourceSecret & { expiresAt: EpochMs | null })[];
  /** Null: from anywhere. */
  networks: readonly Network[] | null;
  allowsGet: boolean;
  /** What people have said about its payloads; null: nothing. */
  mapping: CompiledMapping | null;
  settings: Readonly<Record<string, unknown>>;
  /** Null: the default. */
  bodyBytesMax: number | null;
  /** Null: as fast as it likes. */
  perSecondMax: number | null;
};

/** @throws where it is configured in a way that this version can't follow, or a secret can't be opened. */
export function prepareSource(stored: HookSource, secretKey: Buffer): ReceivingSource {
  const sender = senderByKey(stored.sender);
  if (sender === null) throw new RangeError(`sender ${stored.sender} is not known`);
  const auth = authOverrideSchema.parse(stored.auth);
  const settings = sourceSettings.strip().parse(stored.settings);
  const scheme = schemeFromAuth(sender, auth);
  return {
    id: stored.id,
    key: stored.key,
    sender,
    scheme: settings.signedTime === "first-send" ? acceptFirstSend(scheme) : scheme,
    secrets: stored.secrets.map(({ id, label, cipher, expiresAt }) => ({
      label,
      value: openSecret(secretKey, { id, cipher }),
      expiresAt,
    })),
    networks: auth.networks ? readNetworks(auth.networks) : null,
    mapping: readMapping(stored.mapping),
    settings: stored.settings,
    allowsGet: settings.allowGet === true && sender.sendsByGet === true,
    bodyBytesMax: settings.bodyBytesMax ?? null,
    perSecondMax: settings.rateLimit?.perSecond ?? null,
  };
}

// One that this version can't follow makes the delivery a failure when it is processed; it is received all the same.
function readMapping(stored: HookSource["mapping"]): CompiledMapping | null {
  const made = stored === null ? null : compileStoredMapping(stored);
  return made?.outcome === "compiled" ? made.mapping : null;
}

/** The secrets that count at `now`: while one is rotated, the old and the new. */
export function validSecrets(source: ReceivingSource, now: EpochMs): readonly SourceSecret[] {
  return source.secrets.filter(({ expiresAt }) => expiresAt === null || now < expiresAt);
}
