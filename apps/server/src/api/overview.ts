import { ownLimits, toIso, toIsoOrNull } from "@signalbox/core";
import { countTroubles, listBlindSpans, listOwnSigns, loadDeadMansSignal, loadPartBeats } from "@signalbox/database";
import { refuseUrl, setDeadMansSignal } from "@signalbox/pipeline";
import { z } from "zod";
import { ApiProblem } from "../http/api-problem.ts";
import type { ServerDeps } from "../server-deps.ts";
import { actorOfCall, type Handlers } from "./handlers.ts";
import { readTime } from "./read-time.ts";

const weekMs = 7 * 24 * 3_600_000;
/** A sign that nobody has measured for so long says nothing any more. */
const staleSignMs = 10 * 60_000;
const signState = z.object({
  words: z.string().default(""),
  lastAt: z.int().optional(),
  withheld: z.string().nullable().optional(),
});

export function overviewHandlers(
  deps: ServerDeps,
): Pick<Handlers, "getOverview" | "listBlindSpans" | "setDeadMansSignal"> {
  const { read } = deps.db;
  const showSignal = async () => {
    const [url, signs] = await Promise.all([loadDeadMansSignal(read, deps.secretKey), listOwnSigns(read)]);
    const sign = signs.find(({ name }) => name === "signal");
    const state = signState.parse(sign?.details ?? {});
    return {
      host: url === null ? null : new URL(url).host,
      lastAt: toIsoOrNull(state.lastAt ?? null),
      trouble: sign === undefined || sign.isWell ? null : state.words,
    };
  };
  return {
    async getOverview() {
      const now = deps.now();
      const [troubles, signs, beats, spans, deadMansSignal] = await Promise.all([
        countTroubles(read),
        listOwnSigns(read),
        loadPartBeats(read),
        listBlindSpans(read, { from: now - weekMs }),
        showSignal(),
      ]);
      const { lateActions, ...failures } = troubles;
      return {
        failures,
        lateActions,
        signs: signs
          .filter(({ measuredAt }) => measuredAt > now - staleSignMs)
          .map(({ name, isWell, details, measuredAt }) => ({
            name,
            isWell,
            words: signState.parse(details).words,
            measuredAt: toIso(measuredAt),
          })),
        parts: beats.map(({ part, beatAt, ageMs }) => ({
          part,
          beatAt: toIso(beatAt),
          isAlive: ageMs <= ownLimits.partStaleMs,
        })),
        deadMansSignal,
        blindSpans: spans.map(showSpan),
      };
    },

    async listBlindSpans({ query }) {
      const spans = await listBlindSpans(read, { from: readTime(query.from), to: readTime(query.to) });
      return { items: spans.map(showSpan) };
    },

    async setDeadMansSignal({ body }, call) {
      const refusal = body.url === null ? null : refuseUrl(body.url);
      if (refusal !== null) throw new ApiProblem("invalid", `This URL can't be called: ${refusal}.`);
      const by = { actor: actorOfCall(call), now: deps.now() };
      await deps.db.transaction((tx) => setDeadMansSignal(tx, deps.secretKey, by, body.url));
      return showSignal();
    },
  };
}

function showSpan(span: Awaited<ReturnType<typeof listBlindSpans>>[number]) {
  const { id, part, startsAt, endsAt, reason } = span;
  return { id, part, startsAt: toIso(startsAt), endsAt: toIsoOrNull(endsAt), reason };
}
