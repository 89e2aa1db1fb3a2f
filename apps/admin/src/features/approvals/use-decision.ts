import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";

/** Sends a person's decision, says what became of it, and reads again what waits. */
export function useDecision(decide: (reason: string) => Promise<unknown>, done: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: decide,
    onSuccess: () => notifications.show({ message: done }),
    onError: (error) => notifications.show({ color: "red", title: "That did not work", message: error.message }),
    onSettled: () => client.invalidateQueries({ queryKey: ["approvals"] }),
  });
}
