export {
  checkMapping,
  isEmptyMapping,
  type SampleOutcome,
  type ShownEvent,
  trySample,
  wordDifference,
} from "./mapping/check-mapping.ts";
export {
  type CompiledMapping,
  compileMapping,
  compileStoredMapping,
  type MappingProblem,
} from "./mapping/compile-mapping.ts";
export { guessMapping } from "./mapping/guess-mapping.ts";
export { mappingSchema } from "./mapping/mapping-schema.ts";
export { identifyBySource, normaliseBySource } from "./mapping/normalise-source.ts";
export { listValues, lookUpField, type PayloadValue } from "./mapping/payload-values.ts";
export type { Concern, Misfit } from "./payload/field-reader.ts";
export { readPayload } from "./payload/read-payload.ts";
export { senderByKey, senders } from "./registry.ts";
export * from "./sender.ts";
export { ownCertificateAddress } from "./senders/aws-sns/sample.ts";
export { acceptFirstSend } from "./verify/accept-first-send.ts";
export { type AuthOverride, authOverrideSchema, schemeFromAuth } from "./verify/auth-override.ts";
export { plainHmac, standardWebhooksScheme } from "./verify/presets.ts";
export { provesBody, type ReadSecretOutcome, readSecret, takesSecrets } from "./verify/read-secret.ts";
export { canSignWith, signDelivery } from "./verify/sign-delivery.ts";
export { type Evidence, verifyDelivery } from "./verify/verify-delivery.ts";
export { type IssuerKeySet, readIssuerKeys, signJwt, tokenKeyId, verifyJwt } from "./verify/verify-jwt.ts";
export { neededCertificate, readCertificate } from "./verify/verify-sns.ts";
export { withoutBodyToken } from "./verify/without-body-token.ts";
