import { toIso } from "@signalbox/core";
import { coverMoment, coverWeek, findCoverageGaps } from "@signalbox/pipeline";
import { ApiProblem } from "../http/api-problem.ts";
import type { ServerDeps } from "../server-deps.ts";
import { type Handlers, notFound } from "./handlers.ts";

type Week = Extract<Awaited<ReturnType<typeof coverWeek>>, { outcome: "covered" }>;
type Refusal = Exclude<Awaited<ReturnType<typeof coverWeek>>, Week>;

/** Who would be told, by the rules and rotations as they stand: nothing is sent or asked. */
export function coverageHandlers(
  deps: ServerDeps,
): Pick<Handlers, "getCoverage" | "getCoverageWeek" | "getCoverageMoment"> {
  return {
    async getCoverage({ query }) {
      const found = await findCoverageGaps(deps, query.of);
      if (found.outcome !== "covered") throw refusal(found);
      const { idle, timeZone, spans, components, gaps } = found;
      return {
        idle,
        timeZone,
        components,
        looked: spans.map(({ from, to }) => ({ from: toIso(from), to: toIso(to) })),
        gaps: gaps.map(({ from, to, ...gap }) => ({ ...gap, from: toIso(from), to: toIso(to) })),
      };
    },

    async getCoverageWeek({ query }) {
      const { of, zone, day, ...asked } = query;
      const found = await coverWeek(deps, { ...asked, rules: of, timeZone: zone ?? null, day: day ?? null });
      if (found.outcome !== "covered") throw refusal(found);
      return {
        timeZone: found.timeZone,
        like: showLike(found.like),
        answers: found.answers.map(showAnswer),
        hours: found.hours.map(({ from, to, ...hour }) => ({ ...hour, from: toIso(from), to: toIso(to) })),
      };
    },

    async getCoverageMoment({ query }) {
      const { of, zone, local, ...asked } = query;
      const found = await coverMoment(deps, { ...asked, rules: of, timeZone: zone ?? null, local });
      if (found.outcome !== "covered") throw refusal(found);
      return {
        timeZone: found.timeZone,
        like: showLike(found.like),
        moments: found.moments.map(({ at, answer }) => ({ at: toIso(at), answer: showAnswer(answer) })),
      };
    },
  };
}

function showLike(like: Week["like"]) {
  if (like === null) return null;
  const { source, monitor, labels } = like;
  return { source: source.name, monitor: monitor === null ? null : monitor.name || monitor.id, labels };
}

function showAnswer({ told, silence, nobodyOnCall }: Week["answers"][number]) {
  return {
    told: told.map(({ holdMs, ...one }) => ({ ...one, holdSeconds: holdMs / 1_000 })),
    silence,
    nobodyOnCall,
  };
}

function refusal({ outcome }: Refusal): ApiProblem {
  switch (outcome) {
    case "no-component":
      return notFound("component");
    case "no-draft":
      return notFound("draft");
    case "no-zone":
      return new ApiProblem("invalid", "zone: there is no such time zone; write one such as Europe/Berlin.");
    case "unreadable":
      return new ApiProblem("not-allowed", "The draft has a problem: mend it first, its editor shows where.");
  }
}
