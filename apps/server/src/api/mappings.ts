import { isUtf8 } from "node:buffer";
import { formatId, type MappingBody, type MappingSample, toIso } from "@signalbox/core";
import { findDelivery, findDeliveryBody, findLastGoodDelivery, findMapping, listMappings } from "@signalbox/database";
import { changeMapping, judgeMapping, usablePart } from "@signalbox/pipeline";
import {
  type CompiledMapping,
  compileMapping,
  compileStoredMapping,
  guessMapping,
  listValues,
  lookUpField,
  type MappingProblem,
  type Misfit,
  normaliseBySource,
  readPayload,
  type Sender,
  senderByKey,
  trySample,
  wordDifference,
} from "@signalbox/senders";
import { z } from "zod";
import { ApiProblem } from "../http/api-problem.ts";
import type { ServerDeps } from "../server-deps.ts";
import { actorOfCall, type Handlers, notFound } from "./handlers.ts";
import { pageOfRows } from "./page-of-rows.ts";
import { readId } from "./read-id.ts";
import { findSourceRow, type SourceRow } from "./sources.ts";

type Operations =
  | "getMapping"
  | "listMappings"
  | "getMappingVersion"
  | "tryMapping"
  | "guessMapping"
  | "saveMapping"
  | "compareDelivery";

export function mappingHandlers(deps: ServerDeps): Pick<Handlers, Operations> {
  const { read } = deps.db;
  const show = async (source: SourceRow, version: number) => {
    const found = await findMapping(read, source.id, version);
    if (found === null) throw notFound("version of the mapping");
    return showMapping(found);
  };
  return {
    async getMapping({ params }) {
      const source = await findSourceRow(deps, params.key);
      const { key, mappingVersion } = source;
      const senderName = senderByKey(source.sender)?.name ?? source.sender;
      return { source: key, senderName, current: mappingVersion === null ? null : await show(source, mappingVersion) };
    },

    async listMappings({ params, query }) {
      const source = await findSourceRow(deps, params.key);
      return pageOfRows(query, {
        key: z.int(),
        fetch: (page) => listMappings(read, source.id, page),
        keyOf: (row) => row.version,
        item: showVersion,
      });
    },

    async getMappingVersion({ params }) {
      return show(await findSourceRow(deps, params.key), params.version);
    },

    async tryMapping({ params, body }) {
      const source = await findSourceRow(deps, params.key);
      return tryOne(senderOf(source), source.settings, body.mapping, body.sample);
    },

    async guessMapping({ params, body }) {
      const source = await findSourceRow(deps, params.key);
      const sample =
        body.delivery === undefined ? { body: body.body ?? "" } : await sampleOf(deps, source, body.delivery);
      const base = source.mappingVersion === null ? null : await findMapping(read, source.id, source.mappingVersion);
      const mapping = guessMapping(senderOf(source), {
        sample,
        settings: source.settings,
        base: base?.mapping ?? null,
      });
      return { mapping: { ...mapping } };
    },

    async saveMapping({ params, body }, call) {
      const { key } = await findSourceRow(deps, params.key);
      const saved = await changeMapping(deps, { key, ...body }, actorOfCall(call));
      if (saved.outcome === "refused") throw mistakes(saved.problems);
      if (saved.outcome === "conflict") {
        const detail = `Somebody saved version ${saved.version} meanwhile: load it again and bring your change in.`;
        throw new ApiProblem("conflict", detail);
      }
      return show(await findSourceRow(deps, key), saved.version);
    },

    async compareDelivery({ params }) {
      const delivery = await findDelivery(read, readId("dlv", "delivery", params.id));
      if (delivery === null) throw notFound("delivery");
      const source = await findSourceRow(deps, delivery.source);
      const [kept, good] = await Promise.all([
        findDeliveryBody(read, delivery),
        findLastGoodDelivery(read, source.id, delivery.receivedAt),
      ]);
      const goodBody = good === null ? null : await findDeliveryBody(read, good);
      const misfits =
        kept === null ? [] : misfitsOf(source, await currentMapping(deps, source), delivery.receivedAt, kept);
      return {
        misfits: misfits.slice(0, 20).map((misfit) => ({
          ...misfit,
          here: kept === null ? null : lookUpField(requestOf(kept), misfit.field),
          before: goodBody === null ? null : lookUpField(requestOf(goodBody), misfit.field),
        })),
        lastGood:
          good === null || goodBody === null
            ? null
            : { id: formatId("dlv", good.id), receivedAt: toIso(good.receivedAt), text: textOf(goodBody) },
      };
    },
  };
}

type Kept = NonNullable<Awaited<ReturnType<typeof findDeliveryBody>>>;
type StoredMapping = NonNullable<Awaited<ReturnType<typeof findMapping>>>;

function senderOf(source: SourceRow): Sender {
  const sender = senderByKey(source.sender);
  if (sender !== null) return sender;
  throw new ApiProblem("not-allowed", `The sender ${source.sender} is not known to this version.`);
}

function tryOne(sender: Sender, settings: SourceRow["settings"], mapping: Record<string, unknown>, index: number) {
  const problems = judgeMapping(sender, mapping, settings).map(showProblem);
  const compiled = compileMapping(usablePart(mapping));
  const samples = Array.isArray(mapping.samples) ? (mapping.samples as unknown[]) : [];
  const sample = readSample(samples[index]);
  const nothing = { ok: problems.length === 0, problems, reason: null, events: [], misfits: [], differences: [] };
  if (sample === null) return { ...nothing, outcome: "invalid" as const, values: [] };
  const used = compiled.outcome === "compiled" ? compiled.mapping : null;
  const { read, events, differences } = trySample(sender, used, sample, settings);
  const payload = readPayload({ body: Buffer.from(sample.body), query: sample.query ?? "" });
  return {
    ...nothing,
    outcome: read.outcome,
    reason: read.outcome === "events" ? null : read.outcome === "ignored" ? read.reason : wordUnreadable(read),
    events: events.slice(0, 100),
    misfits: read.outcome === "events" ? [...read.unreadable, ...read.misfits] : [],
    differences: differences.map(wordDifference),
    values: payload.outcome === "read" ? listValues(payload.value, used?.list?.source ?? null) : [],
  };
}

function wordUnreadable({ field, detail }: { field: string | null; detail: string }): string {
  return field === null ? detail : `${field} ${detail}`;
}

const looseSample = z.object({
  body: z.string(),
  query: z.string().optional(),
  headers: z.record(z.string(), z.string()).optional(),
  receivedAt: z.string().optional(),
  expect: z.array(z.record(z.string(), z.unknown())).optional(),
});

function readSample(given: unknown): MappingSample | null {
  const read = looseSample.safeParse(given);
  if (!read.success) return null;
  const receivedAt = Date.parse(read.data.receivedAt ?? "");
  const { receivedAt: _, ...sample } = read.data;
  return {
    ...(sample as MappingSample),
    ...(Number.isNaN(receivedAt) ? {} : { receivedAt: toIso(receivedAt) }),
  };
}

async function sampleOf(deps: ServerDeps, source: SourceRow, printed: string): Promise<Omit<MappingSample, "expect">> {
  const { read } = deps.db;
  const delivery = await findDelivery(read, readId("dlv", "delivery", printed));
  if (delivery === null || delivery.source !== source.key) throw notFound("delivery of this source");
  const kept = await findDeliveryBody(read, delivery);
  if (kept === null) throw notFound("body any more: retention has taken it");
  const text = textOf(kept);
  if (text === null) throw new ApiProblem("not-allowed", "This body is no text: a mapping can't be tested by it.");
  const headers = kept.headers.filter(([name, value]) => isOfTheTool(name) && value !== "[redacted]");
  return {
    body: text,
    ...(kept.query === null ? {} : { query: kept.query }),
    ...(headers.length === 0
      ? {}
      : { headers: Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value])) }),
    receivedAt: toIso(delivery.receivedAt),
  };
}

/** Headers that may say something of the event; what a network or a signature adds does not. */
function isOfTheTool(name: string): boolean {
  return /^x-/i.test(name) && !/^x-(?:forwarded|real-ip|request-start)|signature|timestamp/i.test(name);
}

async function currentMapping(deps: ServerDeps, source: SourceRow): Promise<CompiledMapping | null> {
  if (source.mappingVersion === null) return null;
  const found: StoredMapping | null = await findMapping(deps.db.read, source.id, source.mappingVersion);
  const made = found === null ? null : compileStoredMapping(found.mapping);
  return made?.outcome === "compiled" ? made.mapping : null;
}

/** What does not fit by the code and the mapping of today. */
function misfitsOf(source: SourceRow, mapping: CompiledMapping | null, receivedAt: number, kept: Kept): Misfit[] {
  const headers = Object.fromEntries(kept.headers.map(([name, value]) => [name.toLowerCase(), value]));
  const { settings } = source;
  const outcome = normaliseBySource(senderOf(source), { ...requestOf(kept), headers, receivedAt, settings, mapping });
  switch (outcome.outcome) {
    case "events":
      return [...outcome.unreadable, ...outcome.misfits];
    case "ignored":
      return [];
    case "unreadable":
      return [{ field: outcome.field ?? "", detail: outcome.detail, about: "text" }];
  }
}

function requestOf(kept: Kept) {
  return { body: kept.body, query: kept.query ?? "" };
}

function textOf(kept: Kept): string | null {
  return isUtf8(kept.body) ? kept.body.toString("utf8") : null;
}

function showVersion({ version, author, note, origin, createdAt }: Omit<StoredMapping, "mapping">) {
  return { version, author, note, origin, createdAt: toIso(createdAt) };
}

function showMapping({ mapping, ...version }: StoredMapping) {
  return { ...showVersion(version), mapping: { ...mapping } satisfies MappingBody as Record<string, unknown> };
}

function showProblem({ path, message }: MappingProblem) {
  return { path: path.join("."), message };
}

function mistakes(problems: readonly MappingProblem[]): ApiProblem {
  const errors = problems.map(showProblem);
  const told = errors.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`)).join("; ");
  return new ApiProblem("invalid", `The mapping was not saved: ${told}`, { more: { errors } });
}
