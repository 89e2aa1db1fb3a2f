import type { ConfigFile } from "./config-file.ts";
import { connectionSecrets, mapConnectionSecrets } from "./connection-entry.ts";
import type { SecretRef } from "./secret-ref.ts";

/** A file whose `{env: NAME}` are replaced by `{value: …}`, or the names of all variables that are missing or empty. */
export type ResolveOutcome =
  | { outcome: "resolved"; document: ConfigFile }
  | { outcome: "missing"; variables: string[] };

/** Fills in every secret that stands as `{env: NAME}`; a source's secret takes the name as its label. Pure: the variables are
 *  handed in. */
export function resolveSecrets(
  document: ConfigFile,
  env: Readonly<Record<string, string | undefined>>,
): ResolveOutcome {
  const variables = listVariables(document).filter((name) => !env[name]);
  if (variables.length > 0) return { outcome: "missing", variables };
  const fill = (ref: SecretRef): SecretRef => ("env" in ref ? { value: env[ref.env]! } : ref);
  const resolved: ConfigFile = {
    ...document,
    ...(document.sources && {
      sources: document.sources.map((source) => ({
        ...source,
        ...(source.token && { token: fill(source.token) }),
        ...(source.secrets && {
          secrets: source.secrets.map((secret) => {
            if (!("env" in secret)) return secret;
            const { env: name, ...rest } = secret;
            return { label: name, ...rest, value: env[name]! };
          }),
        }),
      })),
    }),
    ...(document.connections && {
      connections: document.connections.map((connection) => mapConnectionSecrets(connection, fill)),
    }),
  };
  return { outcome: "resolved", document: resolved };
}

/** The names of all variables that a file asks for, sorted. */
export function listVariables(document: ConfigFile): string[] {
  const refs = [
    ...(document.sources ?? []).flatMap((source) => [
      ...(source.token ? [source.token] : []),
      ...(source.secrets ?? []),
    ]),
    ...(document.connections ?? []).flatMap((connection) => connectionSecrets(connection).map((secret) => secret.ref)),
  ];
  return [...new Set(refs.flatMap((ref) => ("env" in ref ? [ref.env] : [])))].toSorted();
}

/** The file with every secret as `{kept: true}`: what may be stored and shown. */
export function withoutSecrets(document: ConfigFile): ConfigFile {
  return {
    ...document,
    ...(document.sources && {
      sources: document.sources.map((source) => ({
        ...source,
        ...(source.token && { token: { kept: true as const } }),
        ...(source.secrets && { secrets: [{ kept: true as const }] }),
      })),
    }),
    ...(document.connections && {
      connections: document.connections.map((connection) =>
        mapConnectionSecrets(connection, () => ({ kept: true as const })),
      ),
    }),
  };
}
