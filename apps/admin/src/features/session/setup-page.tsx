import { Alert, Button, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { QueryStates } from "../../components/page-states.tsx";
import { api } from "../../lib/api.ts";
import { DoorPage } from "./door-page.tsx";
import { sessionQueries } from "./queries.ts";

const route = getRouteApi("/setup");

export function SetupPage() {
  const setup = useQuery(sessionQueries.setup());
  return (
    <DoorPage title="Set up Signalbox">
      <QueryStates query={setup}>
        {(state) =>
          state.needed ? (
            <FirstAdminForm />
          ) : (
            <Text size="sm">
              There is an admin already. <Link to="/sign-in">Sign in</Link>
            </Text>
          )
        }
      </QueryStates>
    </DoorPage>
  );
}

function FirstAdminForm() {
  const { token } = route.useSearch();
  const navigate = useNavigate();
  const client = useQueryClient();
  const form = useForm({
    initialValues: { name: "", email: "", password: "" },
    validate: { password: (value) => (value.length < 12 ? "At least 12 characters" : null) },
  });
  const make = useMutation({
    mutationFn: (values: { name: string; email: string; password: string }) =>
      api.completeSetup({ body: { token: token ?? "", ...values } }),
    onSuccess: async () => {
      client.clear();
      await navigate({ to: "/sources/connect" });
    },
  });
  if (token === undefined) {
    return (
      <Text size="sm">
        Open the one-time set-up link that Signalbox printed when it started. Start it again to get a new one.
      </Text>
    );
  }
  return (
    <form onSubmit={form.onSubmit((values) => make.mutate(values))}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          You become the first admin. The next page connects your monitoring tool.
        </Text>
        {make.isError ? (
          <Alert color="red" variant="light" role="alert">
            {make.error.message}
          </Alert>
        ) : null}
        <TextInput size="sm" label="Name" autoComplete="name" required autoFocus {...form.getInputProps("name")} />
        <TextInput
          size="sm"
          label="E-mail"
          type="email"
          autoComplete="username"
          required
          {...form.getInputProps("email")}
        />
        <PasswordInput
          label="Password"
          description="At least 12 characters"
          autoComplete="new-password"
          required
          {...form.getInputProps("password")}
        />
        <Button type="submit" size="sm" variant="filled" loading={make.isPending}>
          Create the admin
        </Button>
      </Stack>
    </form>
  );
}
