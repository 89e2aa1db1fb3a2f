import { toIso } from "@signalbox/core";
import { countParked, loadSetting, saveSetting } from "@signalbox/database";
import { listHeldMonths, loadOutboundState, loadRetention, switchOutbound } from "@signalbox/pipeline";
import { z } from "zod";
import { isLoopback } from "../env.ts";
import { publicUrlOf } from "../http/served-names.ts";
import type { ServerDeps } from "../server-deps.ts";
import { version } from "../version.ts";
import { actorOfCall, type Handlers } from "./handlers.ts";

const environment = z.object({ name: z.string(), production: z.boolean() });
const unnamed = { name: "", production: false };

export function settingHandlers(
  deps: ServerDeps,
): Pick<Handlers, "getSettings" | "nameEnvironment" | "switchOutbound" | "getRetention" | "setRetention"> {
  const { env, db } = deps;
  const show = async () => {
    const named = environment.safeParse(await loadSetting(db.read, "environment"));
    const publicUrl = publicUrlOf(env);
    const outbound = await loadOutboundState({ isOutboundOn: env.outbound }, db.read);
    const waiting = outbound.isOn ? 0 : await countParked(db.read, "outbound");
    return {
      environment: named.success ? named.data : unnamed,
      outbound: { enabled: outbound.isOn, reason: outbound.reason, by: outbound.by, since: outbound.since, waiting },
      publicUrl,
      insecureHttp: !publicUrl.startsWith("https://") && !isLoopback(env.host),
      version,
      now: toIso(deps.now()),
    };
  };
  const showRetention = async () => {
    const kept = await loadRetention(db.read);
    return { ...kept, held: await listHeldMonths(db.read, kept, deps.now()) };
  };
  return {
    getRetention: showRetention,
    async setRetention({ body }, call) {
      const by = { actor: actorOfCall(call), now: deps.now() };
      await db.transaction((tx) => saveSetting(tx, by, "retention", body, body));
      return showRetention();
    },
    getSettings: show,
    async switchOutbound({ body }, call) {
      const by = { actor: actorOfCall(call), now: deps.now() };
      await db.transaction((tx) => switchOutbound(tx, by, body));
      return show();
    },
    async nameEnvironment({ body }, call) {
      const by = { actor: actorOfCall(call), now: deps.now() };
      await db.transaction((tx) => saveSetting(tx, by, "environment", body));
      return show();
    },
  };
}
