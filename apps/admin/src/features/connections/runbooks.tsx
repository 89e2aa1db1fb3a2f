import { Alert, Code, Stack, Text, Title } from "@mantine/core";
import type { Runbook } from "@signalbox/contract";
import { useQuery } from "@tanstack/react-query";
import { QueryStates } from "../../components/page-states.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { Time } from "../../components/time.tsx";
import { duration } from "../../lib/format-time.ts";
import { runQueries } from "../../lib/run-queries.ts";

/** The known fixes that a connection runs: they are chosen here and in rules, and changed where they are written. */
export function Runbooks({ connection, isLocal }: { connection: string; isLocal: boolean }) {
  const runbooks = useQuery(runQueries.runbooks());
  return (
    <section>
      <Title order={2}>Known fixes</Title>
      <QueryStates query={runbooks}>
        {({ items, file }) => {
          const own = items.filter((one) => one.connection === connection);
          return (
            <Stack gap="sm">
              {isLocal ? <TheFile file={file} /> : null}
              {own.length === 0 ? <Text size="sm">There are none yet.</Text> : null}
              {own.map((one) => (
                <OneRunbook key={one.key} runbook={one} />
              ))}
            </Stack>
          );
        }}
      </QueryStates>
    </section>
  );
}

interface FileShown {
  path: string;
  sha256: string | null;
  problem: string | null;
  readAt: string;
}

function TheFile({ file }: { file: FileShown | null }) {
  if (file === null) {
    return (
      <Text size="sm">
        No worker has a file of runbooks: write one, and name it in SIGNALBOX_RUNBOOKS of every worker.
      </Text>
    );
  }
  return (
    <>
      {file.problem === null ? null : (
        <Alert color="red" variant="light" title="The file can't be used: none of it is run">
          {file.problem}
        </Alert>
      )}
      <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
        From <span className="mono">{file.path}</span>, read <Time at={file.readAt} />
        {file.sha256 === null ? null : (
          <>
            , SHA-256 <span className="mono">{file.sha256}</span>
          </>
        )}
        . Only who may write that file can change it.
      </Text>
    </>
  );
}

function OneRunbook({ runbook }: { runbook: Runbook }) {
  const { command, problem, parameters } = runbook;
  return (
    <div>
      <Text size="sm" fw={500}>
        {runbook.name} <span className="mono">({runbook.key})</span>
      </Text>
      {problem === null ? null : <StateBadge state="failed" label={problem} />}
      <Text size="sm">
        {runbook.about === "" ? "" : `${runbook.about} `}
        {runbook.destructive ? "Destructive: waits for a yes. " : "Runs at once. "}
        {runbook.coolDownMs === 0 ? "" : `Not twice within ${duration(runbook.coolDownMs / 1_000)} for one component.`}
      </Text>
      {command === null ? null : (
        <>
          <Code block fz="xs" className="foreign" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
            {command.argv.join(" ")}
          </Code>
          <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
            {`in ${command.cwd}, as ${command.user ?? "the worker's user"}, at most ${command.timeoutMs / 1_000} s`}
            {command.files.map(({ path, sha256 }) => (
              <span key={path} className="mono">
                <br />
                {sha256} {path}
              </span>
            ))}
          </Text>
        </>
      )}
      {parameters.map(({ name, type, pattern, least, most, of, default: usual }) => (
        <Text size="xs" key={name}>
          <span className="mono">{name}</span>:{" "}
          {type === "text" ? `a text like ${pattern}` : type === "integer" ? `${least} to ${most}` : of.join(", ")}
          {usual === null ? "" : `; ${usual} where nothing is given`}
        </Text>
      ))}
    </div>
  );
}
