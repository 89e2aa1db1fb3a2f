import { Alert, Button, Group, Loader, PasswordInput, Stack, Text, TextInput, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { MadeSource, SenderInfo } from "@signalbox/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CopyText } from "../../components/copy-text.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { QueryStates } from "../../components/page-states.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { api } from "../../lib/api.ts";
import { deliveryQueries } from "../deliveries/queries.ts";
import { ChooseSender } from "./choose-sender.tsx";
import { sourceQueries } from "./queries.ts";
import { SendTest } from "./send-test.tsx";
import { SenderFacts, SenderSteps } from "./sender-facts.tsx";
import { SenderRequests } from "./sender-requests.tsx";

/** From "which tool?" to the first delivery, on one page. */
export function ConnectPage() {
  const senders = useQuery(sourceQueries.senders());
  const client = useQueryClient();
  const make = useMutation({
    mutationFn: (values: { sender: string; key: string; secret: string }) =>
      api.createSource({
        body: { sender: values.sender, key: values.key, ...(values.secret === "" ? {} : { secret: values.secret }) },
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["sources"] }),
  });
  return (
    <>
      <PageHeader title="Connect your monitoring tool" />
      <Stack gap="lg" px="md" pb="xl" maw={820}>
        <QueryStates query={senders}>
          {({ items }) =>
            make.data === undefined ? (
              <SourceForm senders={items} onMake={make.mutate} pending={make.isPending} error={make.error} />
            ) : (
              <MadeSourceSteps
                made={make.data}
                sender={items.find((sender) => sender.key === make.data.source.sender)}
              />
            )
          }
        </QueryStates>
      </Stack>
    </>
  );
}

function SourceForm(props: {
  senders: readonly SenderInfo[];
  onMake: (values: { sender: string; key: string; secret: string }) => void;
  pending: boolean;
  error: Error | null;
}) {
  const form = useForm({
    initialValues: { sender: props.senders[0]?.key ?? "", key: props.senders[0]?.key ?? "", secret: "" },
    validate: { key: (key) => (/^[a-z0-9][a-z0-9_-]{0,62}$/.test(key) ? null : "Lower-case letters, digits, - and _") },
  });
  const chosen = props.senders.find((sender) => sender.key === form.values.sender);
  const choose = (sender: string) => {
    const untouched = props.senders.some((each) => each.key === form.values.key);
    const takesSecret = props.senders.find((each) => each.key === sender)?.takesSecret ?? true;
    form.setValues({ sender, ...(untouched ? { key: sender } : {}), ...(takesSecret ? {} : { secret: "" }) });
  };
  return (
    <form onSubmit={form.onSubmit(props.onMake)}>
      <Stack gap="md">
        <ChooseSender senders={props.senders} value={form.values.sender} onChange={choose} />
        {chosen === undefined ? null : (
          <Stack gap="xs" component="section">
            <Title order={2}>{chosen.name}</Title>
            <SenderFacts sender={chosen} />
          </Stack>
        )}
        <TextInput
          label="2. A short name for this source"
          description="Stands in rules and in the ledger"
          maw={360}
          required
          {...form.getInputProps("key")}
        />
        {chosen?.takesSecret === false ? (
          <Text size="sm">3. It takes no secret: the URL that is made for it is the secret.</Text>
        ) : (
          <PasswordInput
            label="3. Its secret, if the tool gave you one"
            description={
              chosen?.signs
                ? "Leave it empty and Signalbox makes one for you to paste there"
                : "Leave it empty and Signalbox makes a token for you to paste there"
            }
            maw={360}
            {...form.getInputProps("secret")}
          />
        )}
        {props.error === null ? null : (
          <Alert color="red" variant="light" role="alert">
            {props.error.message}
          </Alert>
        )}
        <Group>
          <Button type="submit" variant="filled" size="sm" loading={props.pending}>
            Make the source
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function MadeSourceSteps({ made, sender }: { made: MadeSource; sender: SenderInfo | undefined }) {
  return (
    <Stack gap="lg">
      <Stack gap="xs" component="section">
        <Title order={2}>1. Paste this URL in {made.source.senderName}</Title>
        <CopyText text={made.url} label="the URL" />
        {made.secret === null ? null : (
          <>
            <Text size="sm">and this secret. It is shown this once:</Text>
            <CopyText text={made.secret} label="the secret" />
          </>
        )}
        {sender === undefined ? null : <SenderSteps sender={sender} />}
      </Stack>
      <SenderRequests source={made.source.key} />
      <FirstDelivery source={made.source.key} />
      <SendTest source={made.source} />
    </Stack>
  );
}

function FirstDelivery({ source }: { source: string }) {
  const newest = useQuery(deliveryQueries.newestOf(source));
  const first = newest.data?.items[0];
  return (
    <Stack gap="xs" component="section">
      <Title order={2}>2. The first delivery</Title>
      {first === undefined ? (
        <Group gap="sm" role="status">
          <Loader size="xs" color="gray" />
          <Text size="sm">waiting for the first delivery…</Text>
        </Group>
      ) : (
        <Group gap="sm" role="status">
          <StateBadge state={first.state} />
          <Link to="/deliveries/$id" params={{ id: first.id }}>
            {first.summary || first.deliveryId}
          </Link>
          <Text size="sm">
            It works. Next: <Link to="/rules">say what should happen</Link>.
          </Text>
        </Group>
      )}
    </Stack>
  );
}
