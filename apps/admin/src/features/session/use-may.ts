import type { OperationId } from "@signalbox/contract";
import { useQuery } from "@tanstack/react-query";
import { sessionQueries } from "./queries.ts";

/** Whether the signed-in person may use an operation of the API; false while that is not known. */
export function useMay(operation: OperationId): boolean {
  const me = useQuery(sessionQueries.me());
  return me.data?.may.includes(operation) ?? false;
}
