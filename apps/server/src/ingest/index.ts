export { createIngest, type Ingest } from "./create-ingest.ts";
export { fetchCertificate } from "./fetch-certificate.ts";
export { fetchIssuerKeys } from "./fetch-issuer-keys.ts";
export type { IngestDeps } from "./ingest-deps.ts";
export { IssuerKeys, ownKeyId } from "./issuer-keys.ts";
export { limitConnections, serverOptions } from "./server-options.ts";
export { SigningCertificates } from "./signing-certificates.ts";
