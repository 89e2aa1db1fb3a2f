export { createIngest, type Ingest } from "./create-ingest.ts";
export { fetchCertificate } from "./fetch-certificate.ts";
export type { IngestDeps } from "./ingest-deps.ts";
export { limitConnections, serverOptions } from "./server-options.ts";
export { SigningCertificates } from "./signing-certificates.ts";
