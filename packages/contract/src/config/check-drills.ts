import type { Refer } from "./check-references.ts";
import type { ConfigFile } from "./config-file.ts";
import type { KnownWorld } from "./known-world.ts";
import { type Finding, mustDo } from "./names-in-file.ts";
import type { Path } from "./read-yaml.ts";

/** What the drills of a file say about its other parts. Whether a connection is free for a drill that disturbs its calls is
 *  judged when the file is applied, by what is live then. */
export function checkDrills(file: ConfigFile, world: KnownWorld, refer: Refer): Finding[] {
  return (file.drills ?? []).flatMap((drill, index) => {
    const at = (...rest: Path): Path => ["drills", index, ...rest];
    const isByPage = drill.way === "page";
    const found = [
      ...refer("source", drill.source, at("source")),
      ...refer("component", drill.component, at("component")),
      ...refer("calendar", drill.schedule?.calendar, at("schedule", "calendar")),
      ...mustDo(file, world, "ticket", drill.connection, at("connection")),
    ];
    if (drill.chaos !== undefined) found.push(...mustDo(file, world, "page", drill.chaos.pager, at("chaos", "pager")));
    if (isByPage && drill.monitor === undefined) {
      found.push({
        path: at("way"),
        message: "name the monitor that watches the page: monitor: …, as your tool names it",
      });
    }
    if (!isByPage && drill.monitor !== undefined) {
      found.push({ path: at("monitor"), message: "only a drill with way: page is watched by a monitor" });
    }
    if (isByPage && drill.chaos !== undefined) {
      const message = "only a drill in which Signalbox plays the tool raises several outages at once: leave way out";
      found.push({ path: at("chaos"), message });
    }
    return found;
  });
}
