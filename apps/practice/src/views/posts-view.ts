import { html } from "hono/html";
import type { World } from "../world.ts";
import { type Markup, when } from "./frame.ts";

export function postsView(world: World, now: number): Markup {
  const posts = [...world.posts.values()].reverse();
  if (posts.length === 0)
    return html`<div class="card"><p class="empty">All works: customers read nothing here.</p></div>`;
  return html`<div class="card"><table>
<thead><tr><th>Post</th><th>Status</th><th>Impact</th><th>What customers read</th></tr></thead>
<tbody>${posts.map(
    (
      post,
    ) => html`<tr><td>${post.name}</td><td><span class="badge ${post.status === "resolved" ? "good" : "warn"}">${post.status}</span></td>
<td>${post.impact}</td><td>${post.updates.map(({ at, text }) => html`<div>${text} <span class="dim">${when(at, now)}</span></div>`)}</td></tr>`,
  )}</tbody></table></div>`;
}
