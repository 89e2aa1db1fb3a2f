import { Hono } from "hono";
import type { PracticeEnv } from "./request-log.ts";
import { refuseStandardWebhook } from "./verify-standard-webhook.ts";
import { type Page, takeNumber, type World } from "./world.ts";

export interface PagerSettings {
  /** Standard Webhooks secret; null: signatures are not checked. */
  secret: string | null;
}

interface PageEvent {
  event?: string;
  reference?: string;
  title?: string;
  link?: string;
  acknowledgeUrl?: string | null;
  incident?: { title?: string; severity?: string } | null;
  failure?: { reason?: string } | null;
  team?: { key?: string } | null;
  onCall?: { email?: string } | null;
}

/** A small pager: `POST /pages` rings or resolves by `event` and `reference`; a repeat of a webhook-id changes nothing. */
export function createPager(world: World, settings: PagerSettings, now: () => number): Hono<PracticeEnv> {
  const pager = new Hono<PracticeEnv>();

  pager.post("/", async (c) => {
    const body = await c.req.text();
    const id = c.req.header("webhook-id");
    if (settings.secret !== null) {
      const headers = {
        id,
        timestamp: c.req.header("webhook-timestamp"),
        signature: c.req.header("webhook-signature"),
      };
      const refusal = refuseStandardWebhook(settings.secret, headers, body, now());
      if (refusal !== null) return c.json({ error: refusal }, 401);
    }
    const known = id === undefined ? undefined : world.answersByKey.get(id);
    if (known !== undefined) return c.json({ ...known.body, duplicate: true });
    const input = readEvent(body);
    if (input === null || !input.reference) return c.json({ error: "event and reference are needed" }, 422);
    const page = input.event === "page.resolved" ? resolve(input.reference) : ring(input.reference, input);
    const answer = { id: page?.id ?? null, status: page?.status ?? "unknown" };
    if (id !== undefined) world.answersByKey.set(id, { status: 200, body: answer });
    return c.json(answer);
  });

  pager.get("/", (c) => c.json({ items: [...world.pages.values()].map(printPage) }));

  pager.post("/:id/:act{resolve|acknowledge}", (c) => {
    const page = world.pages.get(c.req.param("id"));
    if (page === undefined) return c.json({ error: "no such page" }, 404);
    if (c.req.param("act") === "resolve") resolve(page.reference);
    else if (page.status === "triggered") page.status = "acknowledged";
    return c.json(printPage(page));
  });

  function ring(reference: string, input: PageEvent): Page {
    const open = findOpen(reference);
    if (open !== undefined) {
      open.rings += 1;
      return open;
    }
    const page: Page = {
      id: takeNumber(world),
      reference,
      title: input.title || input.incident?.title || input.failure?.reason || "",
      severity: input.incident?.severity ?? "",
      team: input.team?.key ?? "",
      onCall: input.onCall?.email ?? "",
      link: input.link ?? "",
      acknowledgeUrl: input.acknowledgeUrl ?? "",
      status: "triggered",
      triggeredAt: now(),
      resolvedAt: null,
      rings: 1,
    };
    world.pages.set(page.id, page);
    return page;
  }

  function resolve(reference: string): Page | undefined {
    const page = findOpen(reference);
    if (page === undefined) return undefined;
    page.status = "resolved";
    page.resolvedAt = now();
    return page;
  }

  function findOpen(reference: string): Page | undefined {
    return [...world.pages.values()].find((page) => page.reference === reference && page.status !== "resolved");
  }

  return pager;
}

export function printPage(page: Page): object {
  return {
    ...page,
    triggeredAt: new Date(page.triggeredAt).toISOString(),
    resolvedAt: page.resolvedAt === null ? null : new Date(page.resolvedAt).toISOString(),
  };
}

function readEvent(body: string): PageEvent | null {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === "object" && parsed !== null ? (parsed as PageEvent) : null;
  } catch {
    return null;
  }
}
