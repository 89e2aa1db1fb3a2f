import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { tellFailed } from "../../lib/tell-failed.ts";

/** Does something to the ledger, says what became of it, and reads the ledger again. */
export function useLedgerAct<Input = void>(act: (input: Input) => Promise<unknown>, done: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: () => notifications.show({ message: done }),
    onError: tellFailed("Nothing was changed"),
    onSettled: () => client.invalidateQueries({ queryKey: ["ledger"] }),
  });
}
