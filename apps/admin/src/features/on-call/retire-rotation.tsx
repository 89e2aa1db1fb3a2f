import type { Rotation } from "@signalbox/contract";
import { RetireObject } from "../../components/retire-object.tsx";
import { api } from "../../lib/api.ts";

/** Takes a rotation out of use, where no team's on-call is by it. */
export function RetireRotation({ rotation }: { rotation: Pick<Rotation, "key" | "name"> }) {
  return (
    <RetireObject
      name={rotation.name}
      failed="It is still in use"
      queryKey="on-call"
      list="/on-call"
      retire={() => api.retireRotation({ params: { key: rotation.key } })}
    >
      It says for nobody who is on call any more. Its overrides stay in the journal. A team whose on-call it is gets
      another one first.
    </RetireObject>
  );
}
