import { Code, Text } from "@mantine/core";
import type { Approval } from "@signalbox/contract";
import { Facts } from "./facts.tsx";

/** Exactly what a remediation would do. */
export function RequestShown({ request, what }: { request: Approval["request"]; what: string }) {
  return (
    <>
      <Code block className="foreign" fz="sm" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }} tabIndex={0}>
        {what}
        {request?.via === "http" && request.body !== null ? `\n\n${request.body}` : ""}
      </Code>
      {request === null ? null : request.via === "command" ? (
        <Facts
          facts={[
            ["in", request.cwd],
            ["as", request.user ?? "the worker's user"],
            ["at most", `${request.timeoutMs / 1_000} s`],
            request.env.length + request.passEnv.length === 0
              ? null
              : ["variables", [...request.env, ...request.passEnv].join(", ")],
            ...request.files.map(
              ({ path, sha256 }) =>
                [
                  path.split("/").at(-1) ?? path,
                  <Text key={path} size="xs" className="mono" style={{ overflowWrap: "anywhere" }}>
                    SHA-256 {sha256}
                  </Text>,
                ] as const,
            ),
          ]}
        />
      ) : (
        <Facts
          facts={[
            ["headers", Object.keys(request.headers).join(", ") || "none"],
            ["credentials", request.credentials.join(", ") || "none"],
          ]}
        />
      )}
    </>
  );
}
