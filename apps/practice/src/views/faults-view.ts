import { html } from "hono/html";
import type { DeskSettings } from "../desk.ts";
import { type Faults, faultKinds, faultTargets } from "../faults.ts";
import type { Markup } from "./frame.ts";

export function faultsView(faults: Faults, desk: DeskSettings): Markup {
  const active = faults.list();
  return html`<div class="card pad"><form method="post" action="/view/faults">
<label>Where<select name="target">${faultTargets.map((target) => html`<option>${target}</option>`)}</select></label>
<label>What<select name="kind">${Object.entries(faultKinds).map(([kind, text]) => html`<option value="${kind}">${kind}: ${text}</option>`)}</select></label>
<label>Method<select name="method"><option value="">all</option><option>GET</option><option>POST</option><option>PATCH</option></select></label>
<label>Times (0: until cleared)<input name="times" type="number" min="0" value="1"></label>
<label>Milliseconds<input name="ms" type="number" min="0" value="3000"></label><button>Misbehave</button></form></div>
<div class="card">${
    active.length === 0
      ? html`<p class="empty">Everything works.</p>`
      : html`<table><thead><tr><th>Where</th><th>What</th><th>Method</th><th>Left</th></tr></thead><tbody>${active.map(
          (fault) =>
            html`<tr><td>${fault.target}</td><td>${fault.kind}: ${faultKinds[fault.kind]}</td><td>${fault.method ?? "all"}</td><td>${fault.timesLeft ?? "until cleared"}</td></tr>`,
        )}</tbody></table><div class="pad"><form method="post" action="/view/faults/clear"><button>Work again</button></form></div>`
  }</div>
<div class="card pad"><form method="post" action="/view/switches"><label class="row"><input type="checkbox" name="honoursIdempotencyKey" ${desk.honoursIdempotencyKey ? "checked" : ""}>
The ticket desk honours Idempotency-Key</label><button>Keep</button></form></div>`;
}
