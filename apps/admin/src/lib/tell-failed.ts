import { notifications } from "@mantine/notifications";

/** For `onError` of a mutation: says that it did not work, and why. */
export function tellFailed(title: string): (error: Error) => void {
  return (error) => void notifications.show({ color: "red", title, message: error.message });
}
