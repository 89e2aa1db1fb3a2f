import { isMailAddress } from "@signalbox/connections";
import { formatId, policyInForce, type Severity, toIso, toIsoOrNull } from "@signalbox/core";
import { findConnection, findLastWeekMail, loadPolicies, saveSetting } from "@signalbox/database";
import { loadWeek, loadWeekSetting, nextWeekDue } from "@signalbox/pipeline";
import { ApiProblem } from "../http/api-problem.ts";
import type { ServerDeps } from "../server-deps.ts";
import { actorOfCall, type Handlers } from "./handlers.ts";
import { readTime } from "./read-time.ts";

export function weekHandlers(deps: ServerDeps): Pick<Handlers, "getWeek" | "getWeekMail" | "setWeekMail"> {
  const { read } = deps.db;
  const showMail = async () => {
    const now = deps.now();
    const [setting, last, policies] = await Promise.all([
      loadWeekSetting(read),
      findLastWeekMail(read),
      loadPolicies(read),
    ]);
    const { timeZone } = policyInForce(policies, now);
    const { connection, to, day, at } = setting ?? {};
    return {
      schedule: setting === null ? null : { connection: connection!, to: to!, day: day!, at: at! },
      timeZone,
      nextDueAt: toIsoOrNull(setting === null ? null : nextWeekDue(setting, timeZone, now)),
      last:
        last === null
          ? null
          : { dueAt: toIso(last.dueAt), state: last.state, sentAt: toIsoOrNull(last.sentAt), reason: last.reason },
    };
  };
  return {
    async getWeek({ query }) {
      const week = await loadWeek(read, readTime(query.to) ?? deps.now());
      return {
        ...week,
        from: toIso(week.from),
        to: toIso(week.to),
        tests: week.tests.map((test) => ({ ...test, lastAt: toIsoOrNull(test.lastAt) })),
        failures: week.failures.map(({ id, firstAt, ...failure }) => ({
          ...failure,
          id: formatId("fail", id),
          firstAt: toIso(firstAt),
        })),
        unrouted: week.unrouted.map(({ id, severity, openedAt, ...incident }) => ({
          ...incident,
          id: formatId("inc", id),
          severity: severity as Severity,
          openedAt: toIso(openedAt),
        })),
      };
    },

    getWeekMail: showMail,

    async setWeekMail({ body }, call) {
      const by = { actor: actorOfCall(call), now: deps.now() };
      const { schedule } = body;
      if (schedule !== null) await refuseWrong(deps, schedule);
      const value = schedule === null ? {} : { ...schedule, setAt: by.now };
      await deps.db.transaction((tx) => saveSetting(tx, by, "week", value, schedule ?? { schedule: null }));
      return showMail();
    },
  };
}

async function refuseWrong(deps: ServerDeps, { connection, to }: { connection: string; to: string[] }): Promise<void> {
  const wrong = to.find((address) => !isMailAddress(address));
  if (wrong !== undefined) {
    throw invalid("to", `"${wrong}" is no e-mail address: write it as name@example.org, without a display name.`);
  }
  const found = await findConnection(deps.db.read, connection);
  if (found === null || found.retiredAt !== null)
    throw invalid("connection", `There is no connection "${connection}".`);
  if (found.kind !== "email") {
    throw invalid("connection", `"${connection}" sends no e-mail: choose a connection of the kind E-mail (SMTP).`);
  }
}

function invalid(field: string, message: string): ApiProblem {
  return new ApiProblem("invalid", message, { more: { errors: [{ path: `body.schedule.${field}`, message }] } });
}
