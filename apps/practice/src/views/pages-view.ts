import { html } from "hono/html";
import type { Page, World } from "../world.ts";
import { type Markup, when } from "./frame.ts";

const colours = { triggered: "bad", acknowledged: "warn", resolved: "good" } as const;

export function pagesView(world: World, now: number): Markup {
  const pages = [...world.pages.values()].reverse();
  if (pages.length === 0) return html`<div class="card"><p class="empty">Nobody was paged.</p></div>`;
  return html`<div class="card"><table>
<thead><tr><th>Page</th><th>About</th><th>Status</th><th>Severity</th><th>Team</th><th>On call</th><th>Rings</th><th>Reference</th><th>At</th><th></th></tr></thead>
<tbody>${pages.map(
    (
      page,
    ) => html`<tr><td>#${page.id}</td><td>${page.title}</td><td><span class="badge ${colours[page.status]}">${page.status}</span></td>
<td>${page.severity}</td><td>${page.team}</td><td>${page.onCall}</td><td>${page.rings}</td><td><code>${page.reference}</code></td><td>${when(page.triggeredAt, now)}</td>
<td>${link(page)}</td></tr>`,
  )}</tbody></table></div>`;
}

// The pager trusts whoever signed the page; still, only a web address becomes a link.
function link({ acknowledgeUrl, status }: Page): Markup | string {
  if (status === "resolved" || !/^https?:\/\//.test(acknowledgeUrl)) return "";
  return html`<a href="${acknowledgeUrl}" rel="noreferrer">acknowledge</a>`;
}
