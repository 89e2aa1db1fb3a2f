import { createHash } from "node:crypto";
import { type EpochMs, formatDuration, formatId } from "@signalbox/core";
import type { LinkLook } from "@signalbox/pipeline";
import { html, raw } from "hono/html";

const style = `
:root { color-scheme: light dark; font: 1.0625rem/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 34rem; padding: 1.25rem; overflow-wrap: anywhere; }
h1 { font-size: 1.375rem; line-height: 1.3; margin: 0 0 .5rem; }
p, ul { margin: 0 0 .75rem; }
ul { padding-left: 1.25rem; }
.state { font-weight: 600; }
.quiet { opacity: .8; font-size: .9375rem; }
button { font: inherit; font-weight: 600; width: 100%; padding: .875rem; margin: .5rem 0 .75rem; border: 0;
  border-radius: .5rem; background: #1c5fc4; color: #fff; cursor: pointer; }
button:focus-visible, a:focus-visible { outline: 3px solid #e08600; outline-offset: 2px; }
a { color: inherit; }
`;

/** No script, no other origin, no frame: only this page's own style and its own form. */
export const acknowledgePolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

type Known = Exclude<LinkLook, { look: "unknown" }>;
export type AcknowledgeMarkup = ReturnType<typeof html>;

/** The page behind the link of a page: what is down, since when, who was asked, and one button. */
export function acknowledgeView(
  look: LinkLook,
  given: { hasJustDone: boolean; publicUrl: string; now: EpochMs },
): AcknowledgeMarkup {
  if (look.look === "unknown") {
    return frame(
      "This link can't be used",
      html`<h1>This link can't be used</h1>
<p>It is not complete: a mail program may have cut it, or a part of it was not copied. Open it from the page again.</p>
<p><a href="${given.publicUrl}/incidents">Or acknowledge in Signalbox</a> (you have to sign in).</p>`,
    );
  }
  const { incident, asked } = look.page;
  const others = look.page.standsFor.length - 1;
  return frame(
    incident.title,
    html`<h1><bdi>${incident.title}</bdi></h1>
<p>${incident.severity}${incident.component === null ? "" : html` · <bdi>${incident.component}</bdi>`} · ${since(look, given.now)}</p>
${others > 0 ? html`<p>The page stands for ${others} more like it.</p>` : ""}
${state(look, given)}
${look.look === "open" ? button() : ""}
<p class="quiet">Asked so far:</p>
<ul class="quiet">${asked.map(({ person, at }) => html`<li><bdi>${person}</bdi>, ${clock(at, given.now)}</li>`)}</ul>
<p><a href="${given.publicUrl}/incidents/${formatId("inc", incident.id)}">Everything about it, in Signalbox</a></p>`,
  );
}

function state(
  { look, person, usedAt, page }: Known,
  given: { hasJustDone: boolean; now: EpochMs },
): AcknowledgeMarkup {
  const { incident, acknowledgedBy } = page;
  switch (look) {
    case "open":
      return html`<p class="state" role="status">Nobody has acknowledged it yet.</p>`;
    case "taken":
      return html`<p class="state" role="status">${
        acknowledgedBy === null ? "It" : html`<bdi>${acknowledgedBy}</bdi> has taken it: it`
      } is acknowledged${incident.acknowledgedAt === null ? "" : ` since ${clock(incident.acknowledgedAt, given.now)}`}. There is nothing to do here.</p>`;
    case "over":
      return html`<p class="state" role="status">It is over${
        incident.resolvedAt === null ? "" : ` since ${clock(incident.resolvedAt, given.now)}`
      }. There is nothing to do.</p>`;
    case "expired":
      return html`<p class="state" role="status">This link has expired: it was good for 24 hours. Acknowledge in Signalbox.</p>`;
    case "used":
      return given.hasJustDone
        ? html`<p class="state" role="status">You have it. No further page goes out for this; the incident stays open until it is resolved.</p>
<p>Acknowledged by <bdi>${person}</bdi>.</p>`
        : html`<p class="state" role="status">This link was used${usedAt === null ? "" : ` at ${clock(usedAt, given.now)}`}: <bdi>${person}</bdi> has acknowledged. It works once.</p>`;
  }
}

function button(): AcknowledgeMarkup {
  return html`<form method="post"><button type="submit">I take it: acknowledge</button></form>
<p class="quiet">Everybody sees that you look after it, and nobody else is paged for it. It does not end the incident.</p>`;
}

function since({ page: { incident } }: Known, now: EpochMs): string {
  const { openedAt, resolvedAt } = incident;
  if (resolvedAt !== null) return `was down for ${formatDuration(resolvedAt - openedAt)}`;
  return `down since ${clock(openedAt, now)}, for ${formatDuration(now - openedAt)}`;
}

// The day is said where it is another one.
function clock(at: EpochMs, now: EpochMs): string {
  const [day, time] = new Date(at).toISOString().slice(0, 16).split("T");
  return day === new Date(now).toISOString().slice(0, 10) ? `${time} UTC` : `${day} ${time} UTC`;
}

function frame(title: string, body: AcknowledgeMarkup): AcknowledgeMarkup {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>${title} · Signalbox</title><style>${raw(style)}</style></head>
<body><main>${body}</main></body></html>`;
}
