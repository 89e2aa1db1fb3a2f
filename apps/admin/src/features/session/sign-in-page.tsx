import { Alert, Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { signIn } from "../../lib/sign-in.ts";
import { DoorPage } from "./door-page.tsx";
import { safeNext } from "./safe-next.ts";

const route = getRouteApi("/sign-in");

export function SignInPage() {
  const { next } = route.useSearch();
  const navigate = useNavigate();
  const client = useQueryClient();
  const form = useForm({ initialValues: { email: "", password: "" } });
  const enter = useMutation({
    mutationFn: (values: { email: string; password: string }) => signIn(values.email, values.password),
    onSuccess: async () => {
      client.clear();
      await navigate({ href: safeNext(next) });
    },
  });
  return (
    <DoorPage title="Sign in">
      <form onSubmit={form.onSubmit((values) => enter.mutate(values))}>
        <Stack gap="sm">
          {enter.isError ? (
            <Alert color="red" variant="light" role="alert">
              {enter.error.message}
            </Alert>
          ) : null}
          <TextInput
            size="sm"
            label="E-mail"
            type="email"
            autoComplete="username"
            required
            autoFocus
            {...form.getInputProps("email")}
          />
          <PasswordInput
            label="Password"
            autoComplete="current-password"
            required
            {...form.getInputProps("password")}
          />
          <Button type="submit" size="sm" variant="filled" loading={enter.isPending}>
            Sign in
          </Button>
        </Stack>
      </form>
    </DoorPage>
  );
}
