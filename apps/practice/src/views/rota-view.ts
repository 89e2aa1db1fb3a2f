import { html } from "hono/html";
import type { World } from "../world.ts";
import type { Markup } from "./frame.ts";

export function rotaView(world: World): Markup {
  return html`<div class="card"><table><thead><tr><th>Team</th><th>On call</th><th>E-mail</th></tr></thead>
<tbody>${[...world.rota].map(([team, person]) => html`<tr><td>${team}</td><td>${person.name}</td><td>${person.email}</td></tr>`)}</tbody></table></div>
<div class="card pad"><form method="post" action="/view/rota">
<label>Team<input name="team" required></label><label>Name<input name="name"></label>
<label>E-mail<input name="email" type="email" required></label><button>Hand over</button></form></div>`;
}
