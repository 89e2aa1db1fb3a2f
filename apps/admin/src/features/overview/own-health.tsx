import { Button, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { BlindSpan, Overview, OwnSign } from "@signalbox/contract";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { QueryStates } from "../../components/page-states.tsx";
import { StateBadge, type Tone } from "../../components/state-badge.tsx";
import { Stamp, Time } from "../../components/time.tsx";
import { duration } from "../../lib/format-time.ts";
import { useMay } from "../session/use-may.ts";
import { DeadMansSignal } from "./dead-mans-signal.tsx";
import classes from "./overview-page.module.css";
import { overviewQueries } from "./queries.ts";

/** How Signalbox itself is: what is not well stands first. */
export function OwnHealth() {
  return (
    <section>
      <Title order={2} px="md">
        Signalbox itself
      </Title>
      <QueryStates query={useQuery(overviewQueries.all())}>
        {(overview) => (
          <ul className={classes.health} aria-label="Signalbox itself">
            {linesOf(overview)
              .toSorted((a, b) => Number(a.isWell) - Number(b.isWell))
              .map(({ key, isWell, tone, name, words }) => (
                <li key={key}>
                  <StateBadge state={key} tone={tone ?? (isWell ? "settled" : "act")} label={name} />
                  <span className={classes.healthWords}>{words}</span>
                </li>
              ))}
            <Signal signal={overview.deadMansSignal} />
            {overview.blindSpans.map((span) => (
              <Blind key={span.id} span={span} />
            ))}
          </ul>
        )}
      </QueryStates>
    </section>
  );
}

interface Line {
  key: string;
  isWell: boolean;
  tone?: Tone;
  name: string;
  words: ReactNode;
}

function linesOf({ parts, signs, lateActions }: Overview): Line[] {
  return [
    ...parts.map(({ part, isAlive, beatAt }) => ({
      key: `alive:${part}`,
      isWell: isAlive,
      name: part,
      words: (
        <>
          last beat <Time at={beatAt} />
        </>
      ),
    })),
    { key: "late", isWell: lateActions === 0, name: "actions", words: lateWords(lateActions) },
    ...quietLanes(signs),
  ];
}

// Lanes that are well say all the same: one line stands for them.
function quietLanes(signs: readonly OwnSign[]): Line[] {
  const isLane = ({ name }: OwnSign) => name.startsWith("lane:");
  const shown = signs.filter(
    (sign) => sign.name !== "signal" && sign.name !== "part:api" && !(isLane(sign) && sign.isWell),
  );
  const lines = shown.map(({ name, isWell, words }) => ({ key: name, isWell, name: nameOf(name), words }));
  const lanes = signs.filter(isLane);
  if (lanes.length > 0 && lanes.every(({ isWell }) => isWell)) {
    lines.push({ key: "lanes", isWell: true, name: "backlog", words: "nothing waits for long" });
  }
  return lines;
}

function nameOf(sign: string): string {
  const [kind = sign, rest = ""] = sign.split(/:(.*)/s);
  if (kind === "disk") return `disk of the ${rest}`;
  if (kind === "lane") return `backlog of ${rest.replaceAll("_", " ")}`;
  return rest === "" ? kind : `${kind.replaceAll("-", " ")} (${rest})`;
}

function lateWords(count: number): string {
  if (count === 0) return "nothing is late";
  return count === 1 ? "1 action is late; its tries go on" : `${count} actions are late; their tries go on`;
}

function Signal({ signal }: { signal: Overview["deadMansSignal"] }) {
  const [asking, ask] = useDisclosure(false);
  const maySet = useMay("setDeadMansSignal");
  const { host, lastAt, trouble } = signal;
  const tone: Tone = host === null ? "quiet" : trouble !== null ? "act" : "settled";
  return (
    <li>
      <StateBadge state="signal" tone={tone} label="dead-man's signal" />
      <span className={classes.healthWords}>
        {host === null ? (
          "not set: nobody outside notices when Signalbox itself dies"
        ) : (
          <>
            to {host}
            {trouble === null
              ? lastAt === null
                ? ", not sent yet"
                : ", got through "
              : `: ${trouble}; last got through `}
            {lastAt === null ? null : <Time at={lastAt} />}
          </>
        )}
      </span>
      {maySet ? (
        <Button size="compact-xs" onClick={ask.open}>
          {host === null ? "Set…" : "Change…"}
        </Button>
      ) : null}
      <DeadMansSignal host={host} opened={asking} onClose={ask.close} />
    </li>
  );
}

function Blind({ span }: { span: BlindSpan }) {
  const seconds = span.endsAt === null ? null : (Date.parse(span.endsAt) - Date.parse(span.startsAt)) / 1_000;
  return (
    <li>
      <StateBadge state="blind" tone="wait" label="was away" />
      <span className={classes.healthWords}>
        <Stamp at={span.startsAt} />
        {seconds === null ? "" : ` for ${duration(seconds)}`}: {span.reason}
      </span>
    </li>
  );
}
