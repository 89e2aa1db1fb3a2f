import { Anchor, Code, Group, Text } from "@mantine/core";
import type { Run } from "@signalbox/contract";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { runQueries } from "../lib/run-queries.ts";
import { runWords } from "../lib/run-words.ts";
import { safeLink } from "../lib/safe-link.ts";
import { QueryStates } from "./page-states.tsx";
import classes from "./run-output.module.css";
import { StateBadge } from "./state-badge.tsx";
import { Stamp } from "./time.tsx";

/** One run of a remediation: how it is, and what it prints, as it prints it. */
export function RunOutput({ run: known }: { run: Run }) {
  const output = useQuery(runQueries.output(known.id));
  return (
    <section aria-label={`Run of ${known.runbook}`}>
      <RunLine run={output.data?.run ?? known} />
      <QueryStates query={output}>
        {({ pieces, run }) =>
          pieces.length === 0 ? (
            <Text size="sm" c="dimmed">
              {run.endedAt === null ? "It has printed nothing yet." : "It printed nothing."}
            </Text>
          ) : (
            <Pieces pieces={pieces} isRunning={run.endedAt === null} />
          )
        }
      </QueryStates>
    </section>
  );
}

/** How a run is, in one line. */
export function RunLine({ run }: { run: Run }) {
  return (
    <Group gap="0 0.75rem">
      <Stamp at={run.startedAt} />
      <StateBadge state={run.result ?? "running"} label={runWords(run)} />
      {run.reason === null ? null : (
        <Text size="sm" className="foreign">
          {run.reason}
        </Text>
      )}
      {run.componentName === null ? null : (
        <Text size="sm" c="dimmed">
          for {run.componentName}
        </Text>
      )}
      {run.externalUrl === null || safeLink(run.externalUrl) === null ? null : (
        <Anchor size="sm" underline="always" href={run.externalUrl} target="_blank" rel="noreferrer noopener">
          run {run.externalId} in {run.connection}
        </Anchor>
      )}
    </Group>
  );
}

interface Piece {
  number: number;
  stream: string;
  text: string;
}

// It follows its end while it runs, unless somebody has scrolled up to read.
function Pieces({ pieces, isRunning }: { pieces: readonly Piece[]; isRunning: boolean }) {
  const box = useRef<HTMLPreElement>(null);
  const isAtEnd = useRef(true);
  const last = pieces.at(-1)?.number;
  useEffect(() => {
    if (last !== undefined && isAtEnd.current && box.current !== null) box.current.scrollTop = box.current.scrollHeight;
  }, [last]);
  return (
    <Code
      block
      ref={box}
      className={`${classes.output} foreign`}
      tabIndex={0}
      aria-label="Output"
      data-running={isRunning || undefined}
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        isAtEnd.current = scrollTop + clientHeight >= scrollHeight - 8;
      }}
    >
      {pieces.map(({ number, stream, text }) => (
        <span key={number} className={classes.piece} data-stream={stream}>
          {text}
        </span>
      ))}
    </Code>
  );
}
