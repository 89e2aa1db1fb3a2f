import type { Drill } from "@signalbox/contract";
import { RetireObject } from "../../components/retire-object.tsx";
import { api } from "../../lib/api.ts";

export function RetireDrill({ drill }: { drill: Drill }) {
  return (
    <RetireObject
      name={drill.name}
      failed="Nothing was changed"
      queryKey="drills"
      list="/drills"
      retire={() => api.retireDrill({ params: { key: drill.key } })}
    >
      It is not run any more, and its runs stay.
      {drill.way === "page"
        ? " Its page is gone, and what its monitor reports is real from then on: end the monitor in your tool first."
        : null}
    </RetireObject>
  );
}
