import { html } from "hono/html";
import type { LoggedRequest } from "../request-log.ts";
import { type Markup, when } from "./frame.ts";

const shownMax = 200;

export function requestsView(requests: readonly LoggedRequest[], now: number): Markup {
  if (requests.length === 0) return html`<div class="card"><p class="empty">No request yet.</p></div>`;
  const newest = requests.slice(-shownMax).reverse();
  return html`<div class="card"><table>
<thead><tr><th>#</th><th>At</th><th>Request</th><th>Answer</th><th>Idempotency key</th></tr></thead>
<tbody>${newest.map(
    (request) => html`<tr><td class="dim">${request.number}</td><td>${when(request.at, now)}</td>
<td><code>${request.method} ${request.path}</code>${request.body === "" ? "" : html`<details><summary class="dim">body</summary><pre>${request.body}</pre></details>`}</td>
<td>${answer(request)}</td><td><code class="dim">${request.idempotencyKey ?? ""}</code></td></tr>`,
  )}</tbody></table></div>`;
}

function answer(request: LoggedRequest): Markup {
  const fault = request.fault === null ? "" : html` <span class="badge warn">${request.fault}</span>`;
  if (request.ended !== "answered") return html`<span class="badge bad">${request.ended}</span>${fault}`;
  return html`<span class="badge ${(request.status ?? 0) < 400 ? "good" : "bad"}">${request.status}</span>${fault}`;
}
