import type { IdleRule } from "./find-idle-rules.ts";

/** One sentence for whoever keeps the rules, with what to do: `it can never fire: …`. */
export function describeIdle(idle: IdleRule): string {
  switch (idle.outcome) {
    case "never": {
      const what = idle.action === null ? "it can never fire" : `its action ${idle.action + 1} can never go out`;
      return idle.because === "contradiction"
        ? `${what}: its condition contradicts itself or its changes; mend the condition, or take it out`
        : `${what}: no component, team or source here fits its condition; look for a name or tier that is not there`;
    }
    case "hidden":
      return `it can never fire: ${sayRules(idle.by)} before it and ${idle.by.length === 1 ? "says" : "say"} stop; move it up, or take the stop out`;
    case "partly-hidden": {
      const parts = idle.of.map(({ name, values }) => `${words[name] ?? name} ${values.join(", ")}`);
      return `it is hidden for ${parts.join("; ")}: ${sayRules(idle.by)} before it and ${idle.by.length === 1 ? "says" : "say"} stop`;
    }
  }
}

const words: Readonly<Record<string, string>> = {
  "event.change": "change",
  "component.tier": "tier",
  "event.severity": "severity",
};

function sayRules(keys: readonly string[]): string {
  const names = keys.map((key) => `"${key}"`);
  return names.length === 1 ? `rule ${names[0]} stands` : `rules ${names.join(", ")} stand`;
}
