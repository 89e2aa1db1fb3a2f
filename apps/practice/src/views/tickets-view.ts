import { html } from "hono/html";
import type { Ticket, World } from "../world.ts";
import { type Markup, when } from "./frame.ts";

export function ticketsView(world: World, now: number): Markup {
  const tickets = [...world.tickets.values()].reverse();
  if (tickets.length === 0)
    return html`<div class="card"><p class="empty">No ticket yet. Send a webhook to Signalbox and one appears here.</p></div>`;
  return html`<div class="card"><table>
<thead><tr><th>Ticket</th><th>Title</th><th>Status</th><th>Priority</th><th>Assignee</th><th>Reference</th><th>Opened</th></tr></thead>
<tbody>${tickets.map(
    (
      ticket,
    ) => html`<tr><td><a href="/view/tickets/${ticket.id}">#${ticket.id}</a></td><td>${ticket.title}</td><td>${badge(ticket)}</td>
<td>${ticket.priority}</td><td>${ticket.assignee}</td><td><code>${ticket.ref}</code></td><td>${when(ticket.createdAt, now)}</td></tr>`,
  )}</tbody></table></div>`;
}

export function ticketView(ticket: Ticket): Markup {
  const iso = (at: number | null) => (at === null ? "" : new Date(at).toISOString());
  return html`<div class="card pad"><dl>
<dt>Title</dt><dd>${ticket.title}</dd><dt>Status</dt><dd>${badge(ticket)}</dd><dt>Priority</dt><dd>${ticket.priority}</dd>
<dt>Assignee</dt><dd>${ticket.assignee}</dd><dt>Reference</dt><dd><code>${ticket.ref}</code></dd>
<dt>Opened</dt><dd>${iso(ticket.createdAt)}</dd><dt>Closed</dt><dd>${iso(ticket.closedAt)}</dd></dl></div>
<div class="card">${
    ticket.comments.length === 0
      ? html`<p class="empty">No comment.</p>`
      : html`<table><thead><tr><th>At</th><th>Comment</th></tr></thead><tbody>${ticket.comments.map(
          (comment) => html`<tr><td class="dim">${iso(comment.at)}</td><td><pre>${comment.text}</pre></td></tr>`,
        )}</tbody></table>`
  }</div>`;
}

function badge(ticket: Ticket): Markup {
  return html`<span class="badge ${ticket.status === "open" ? "warn" : "good"}">${ticket.status}</span>`;
}
