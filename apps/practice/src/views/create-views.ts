import { Hono } from "hono";
import { html } from "hono/html";
import { readFault } from "../controls.ts";
import type { DeskSettings } from "../desk.ts";
import type { Faults } from "../faults.ts";
import type { PracticeEnv, RequestLog } from "../request-log.ts";
import type { World } from "../world.ts";
import { faultsView } from "./faults-view.ts";
import { frame } from "./frame.ts";
import { pagesView } from "./pages-view.ts";
import { postsView } from "./posts-view.ts";
import { requestsView } from "./requests-view.ts";
import { rotaView } from "./rota-view.ts";
import { ticketsView, ticketView } from "./tickets-view.ts";

export interface ViewDeps {
  world: World;
  log: RequestLog;
  faults: Faults;
  desk: DeskSettings;
  now: () => number;
}

/** The pages for people: `/` shows the desk, the rest is one click away. */
export function createViews(deps: ViewDeps): Hono<PracticeEnv> {
  const views = new Hono<PracticeEnv>();
  views.use(async (c, next) => {
    await next();
    c.header(
      "content-security-policy",
      "default-src 'self'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'",
    );
  });

  views.get("/", (c) => c.html(frame("Tickets", "/", deps, ticketsView(deps.world, deps.now()))));
  views.get("/view/tickets/:id", (c) => {
    const ticket = deps.world.tickets.get(c.req.param("id"));
    if (ticket === undefined)
      return c.html(frame("Tickets", "/", deps, html`<p class="empty">No such ticket.</p>`), 404);
    return c.html(frame(`Ticket ${ticket.id}`, "/", deps, ticketView(ticket)));
  });
  views.get("/view/pages", (c) => c.html(frame("Pages", "/view/pages", deps, pagesView(deps.world, deps.now()))));
  views.get("/view/posts", (c) => c.html(frame("Status page", "/view/posts", deps, postsView(deps.world, deps.now()))));
  views.get("/view/rota", (c) => c.html(frame("Rota", "/view/rota", deps, rotaView(deps.world))));
  views.get("/view/requests", (c) =>
    c.html(frame("Requests", "/view/requests", deps, requestsView(deps.log.list(), deps.now()))),
  );
  views.get("/view/faults", (c) => c.html(frame("Faults", "/view/faults", deps, faultsView(deps.faults, deps.desk))));

  views.post("/view/faults", async (c) => {
    const fault = readFault(await c.req.parseBody());
    if (fault !== null) deps.faults.add(fault);
    return c.redirect("/view/faults", 303);
  });
  views.post("/view/faults/clear", (c) => {
    deps.faults.clear();
    return c.redirect("/view/faults", 303);
  });
  views.post("/view/switches", async (c) => {
    deps.desk.honoursIdempotencyKey = (await c.req.parseBody()).honoursIdempotencyKey === "on";
    return c.redirect("/view/faults", 303);
  });
  views.post("/view/rota", async (c) => {
    const { team, email, name } = await c.req.parseBody();
    if (typeof team === "string" && typeof email === "string" && team !== "" && email !== "") {
      deps.world.rota.set(team, { email, name: typeof name === "string" && name !== "" ? name : email });
    }
    return c.redirect("/view/rota", 303);
  });
  return views;
}
