import { html, raw } from "hono/html";
import type { ViewDeps } from "./create-views.ts";

export type Markup = ReturnType<typeof html>;

const style = `
:root { color-scheme: light dark; --back: light-dark(#f6f7f9, #14171c); --card: light-dark(#fff, #1c2027);
  --line: light-dark(#e1e5ea, #2c323b); --text: light-dark(#1b2430, #e6e9ee); --dim: light-dark(#667085, #98a2b3);
  --accent: light-dark(#3056d3, #8ea8ff); --good: light-dark(#157347, #63d297); --bad: light-dark(#b42318, #ff9a8f);
  --warn: light-dark(#93580b, #f3c16b); }
* { box-sizing: border-box } body { margin: 0; background: var(--back); color: var(--text); font: 15px/1.5 system-ui, sans-serif }
header { background: var(--card); border-bottom: 1px solid var(--line) }
header div { max-width: 72rem; margin: auto; padding: .8rem 1.2rem; display: flex; gap: 1.4rem; align-items: baseline; flex-wrap: wrap }
header strong { font-size: 1.05rem } header small { color: var(--dim) } nav { display: flex; gap: 1rem; margin-left: auto; flex-wrap: wrap }
a { color: var(--accent); text-decoration: none } a:hover { text-decoration: underline }
nav a[aria-current] { color: var(--text); font-weight: 600; border-bottom: 2px solid var(--accent) }
main { max-width: 72rem; margin: 1.4rem auto; padding: 0 1.2rem } h1 { font-size: 1.35rem; margin: 0 0 .8rem }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 8px; overflow-x: auto; margin-bottom: 1.2rem }
.pad { padding: 1rem 1.2rem } table { border-collapse: collapse; width: 100% } th, td { text-align: left; padding: .5rem .9rem; vertical-align: top }
th { color: var(--dim); font-weight: 500; font-size: .85rem; border-bottom: 1px solid var(--line) } tr + tr td { border-top: 1px solid var(--line) }
td time, th { white-space: nowrap } table { min-width: 42rem } .pad table { min-width: 0 } td { max-width: 30rem }
td > code:only-child { display: block; max-width: 14rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap } label { grid-template-columns: minmax(0, 1fr); max-width: 100% } select { max-width: 100% }
code { font: .85em ui-monospace, monospace; overflow-wrap: anywhere } .dim { color: var(--dim) } .empty { color: var(--dim); padding: 2rem; text-align: center; margin: 0 }
.badge { display: inline-block; border: 1px solid currentColor; border-radius: 1rem; padding: 0 .55rem; font-size: .8rem; white-space: nowrap }
.good { color: var(--good) } .bad { color: var(--bad) } .warn { color: var(--warn) }
dl { display: grid; grid-template-columns: 8rem 1fr; gap: .4rem 1rem; margin: 0 } dt { color: var(--dim) } dd { margin: 0 }
form { display: flex; gap: .8rem; align-items: end; flex-wrap: wrap; margin: 0 } label { display: grid; gap: .2rem; font-size: .85rem; color: var(--dim) }
label.row { display: flex; align-items: center; gap: .5rem } input, select, button { font: inherit; padding: .35rem .6rem; border: 1px solid var(--line); border-radius: 6px; background: var(--back); color: var(--text) }
button { background: var(--accent); color: light-dark(#fff, #10131a); border: 0; cursor: pointer } pre { margin: .3rem 0 0; white-space: pre-wrap; overflow-wrap: anywhere; font: .8rem ui-monospace, monospace }
`;

// Draws the page anew each second, but leaves it alone while somebody fills in a form or has a detail open.
const refresh = `
setInterval(async () => {
  const main = document.querySelector("main");
  if (main.contains(document.activeElement) || main.querySelector("details[open]") || document.hidden) return;
  const answer = await fetch(location.href).catch(() => null);
  if (!answer) return;
  const next = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of ["main", "nav"]) {
    const now = document.querySelector(part), then = next.querySelector(part);
    if (then) become(now, then);
  }
}, 1000);
// What stays the same stays in place, so that a click meets the link that it was meant for.
function become(now, then) {
  if (now.isEqualNode(then)) return;
  if (now.nodeName !== then.nodeName || !now.hasChildNodes() || !then.hasChildNodes()) return now.replaceWith(then.cloneNode(true));
  for (const { name } of [...now.attributes]) if (!then.hasAttribute(name)) now.removeAttribute(name);
  for (const { name, value } of then.attributes) now.setAttribute(name, value);
  const olds = [...now.childNodes], news = [...then.childNodes];
  news.forEach((child, i) => i < olds.length ? become(olds[i], child) : now.append(child.cloneNode(true)));
  olds.slice(news.length).forEach((child) => child.remove());
}
`;

export function frame(title: string, path: string, deps: ViewDeps, body: Markup): Markup {
  const open = [...deps.world.tickets.values()].filter((ticket) => ticket.status === "open").length;
  const ringing = [...deps.world.pages.values()].filter((page) => page.status === "triggered").length;
  const links = [
    ["/", `Tickets (${open} open)`],
    ["/view/pages", `Pages (${ringing} ringing)`],
    ["/view/posts", "Status page"],
    ["/view/rota", "Rota"],
    ["/view/requests", "Requests"],
    ["/view/faults", `Faults (${deps.faults.list().length})`],
  ] as const;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Practice world</title><link rel="icon" href="data:,"><style>${raw(style)}</style>
</head>
<body>
<header><div><strong>Practice world</strong> <small>stands in for your ticket desk, pager and rota</small>
<nav>${links.map(([to, text]) => html`<a href="${to}" ${to === path ? raw('aria-current="page"') : ""}>${text}</a>`)}</nav></div></header>
<main><h1>${title}</h1>${body}</main>
<script>${raw(refresh)}</script>
</body>
</html>`;
}

/** "12 s ago", with the exact time on hover. */
export function when(at: number, now: number): Markup {
  const seconds = Math.max(0, Math.round((now - at) / 1000));
  const ago =
    seconds < 60
      ? `${seconds} s ago`
      : seconds < 3_600
        ? `${Math.floor(seconds / 60)} min ago`
        : `${Math.floor(seconds / 3_600)} h ago`;
  return html`<time class="dim" datetime="${new Date(at).toISOString()}" title="${new Date(at).toISOString()}">${ago}</time>`;
}
