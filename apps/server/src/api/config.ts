import { applyConfig, exportConfig, planConfig } from "@signalbox/pipeline";
import type { ServerDeps } from "../server-deps.ts";
import { actorOfCall, type Handlers } from "./handlers.ts";
import { hookUrl } from "./source-token.ts";

interface ConfigBody {
  text: string;
  prune: boolean;
  variables: Record<string, string>;
  files: Record<string, string>;
}

const nothing = { changes: [], problems: [], missing: [] };

export function configHandlers(deps: ServerDeps): Pick<Handlers, "planConfig" | "applyConfig" | "exportConfig"> {
  return {
    async planConfig({ body }) {
      const outcome = await planConfig(deps, readText(body));
      const ok = outcome.outcome === "planned";
      return { ...nothing, ...outcome, ok };
    },

    async applyConfig({ body }, call) {
      const outcome = await applyConfig(deps, readText(body), actorOfCall(call));
      const ok = outcome.outcome === "applied";
      const tokens = ok ? outcome.madeTokens : [];
      const made = tokens.map(({ source, token }) => ({ source, url: hookUrl(deps, token) }));
      return { ...nothing, ...outcome, ok, made };
    },

    async exportConfig() {
      return new Response(await exportConfig(deps), {
        headers: { "content-type": "application/yaml", "content-disposition": 'attachment; filename="signalbox.yaml"' },
      });
    },
  };
}

function readText({ text, prune, variables, files }: ConfigBody) {
  const readDelivery = (path: string): string | null => (Object.hasOwn(files, path) ? files[path]! : null);
  return { text, prune, env: variables, readDelivery };
}
