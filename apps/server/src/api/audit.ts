import { toIso } from "@signalbox/core";
import { listJournal, listRejections } from "@signalbox/database";
import { z } from "zod";
import type { ServerDeps } from "../server-deps.ts";
import type { Handlers } from "./handlers.ts";
import { hidesCost, journalWithoutCost } from "./hides-cost.ts";
import { pageOfRows } from "./page-of-rows.ts";
import { printSubject, readSubject } from "./print-subject.ts";

export function auditHandlers(deps: ServerDeps): Pick<Handlers, "listJournal" | "listRejections"> {
  const { read } = deps.db;
  return {
    listJournal: ({ query }, call) =>
      pageOfRows(query, {
        key: z.int(),
        fetch: (page) =>
          listJournal(
            read,
            { actorKind: query.actorKind, subjectKind: query.subjectKind, subjectId: readSubject(query.subject) },
            page,
          ),
        keyOf: (row) => row.id,
        item: (row) => ({
          id: String(row.id),
          at: toIso(row.at),
          actorKind: row.actorKind,
          actor: row.actor,
          verb: row.verb,
          subjectKind: row.subjectKind,
          subject: printSubject(row.subjectKind, row.subjectId),
          details: hidesCost(call) ? journalWithoutCost(row.details) : row.details,
        }),
      }),

    listRejections: ({ query }) =>
      pageOfRows(query, {
        key: z.tuple([z.int(), z.int()]),
        fetch: ({ after, limit }) =>
          listRejections(
            read,
            { sourceKey: query.source },
            { after: after === null ? null : { lastAt: after[0], id: after[1] }, limit },
          ),
        keyOf: (row) => [row.lastAt, row.id] as [number, number],
        item: (row) => ({
          id: String(row.id),
          source: row.source,
          reason: row.reason,
          status: row.status,
          remoteAddress: row.remoteAddress,
          hint: row.hint,
          occurrences: row.occurrences,
          firstAt: toIso(row.firstAt),
          lastAt: toIso(row.lastAt),
        }),
      }),
  };
}
