import { Autocomplete, Button, Group, Modal, Select, Stack, Text, TextInput } from "@mantine/core";
import type { RotationDetail, Shift } from "@signalbox/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { TimeSpanFields } from "../../components/time-span-fields.tsx";
import { api } from "../../lib/api.ts";
import { fromLocalField, toLocalField } from "../../lib/local-time.ts";
import { tellFailed } from "../../lib/tell-failed.ts";
import { peopleOf } from "./people-of.ts";
import { shortName, whenWords } from "./person-words.ts";

/** Somebody takes a shift for somebody else: filled with what is likeliest, so that two clicks do. */
export function OverrideForm(props: { rotation: RotationDetail; level: number; shift: Shift; onClose: () => void }) {
  const { rotation, shift, onClose } = props;
  const people = peopleOf(rotation);
  const others = people.filter(({ email }) => email !== shift.person?.email);
  const [level, setLevel] = useState(props.level);
  const [who, setWho] = useState(others[0]?.email ?? "");
  const [{ from, to }, setSpan] = useState(() => shiftAhead(shift));
  const [reason, setReason] = useState("swapped");
  const [start, end] = [fromLocalField(from), fromLocalField(to)];
  const isInOrder = start !== null && end !== null && start < end;
  const isAddress = /^[^\s@]+@[^\s@]+$/.test(who.trim());
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: () => {
      const name = people.find(({ email }) => email === who.trim())?.name ?? null;
      return api.overrideRotation({
        params: { key: rotation.key },
        body: {
          level,
          from: start ?? "",
          to: end ?? "",
          email: who.trim(),
          reason: reason.trim(),
          ...(name === null ? {} : { name }),
        },
      });
    },
    onSuccess: () => {
      onClose();
      return client.invalidateQueries({ queryKey: ["on-call"] });
    },
    onError: tellFailed("Nothing was changed"),
  });
  return (
    <Modal opened onClose={onClose} title={`Somebody else is on call: ${rotation.name}`}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <Stack gap="sm">
          <Text size="sm">
            {shift.person === null ? "Nobody" : shortName(shift.person)} is on call from {whenWords(shift.from)} to{" "}
            {whenWords(shift.to)}.
          </Text>
          <Autocomplete
            label="Who takes it"
            description="somebody of the rotation, or any address"
            required
            data={others.map(({ email }) => email)}
            value={who}
            onChange={setWho}
            error={isAddress || who === "" ? null : "This is no e-mail address."}
            data-autofocus
          />
          <Group gap="xs">
            <Button onClick={() => setSpan(shiftAhead(shift))}>The whole shift</Button>
            <Button onClick={() => setSpan(tonight(Date.now()))}>Tonight</Button>
          </Group>
          <TimeSpanFields span={{ from, to }} isInOrder={isInOrder} onChange={setSpan} />
          {rotation.levels.length > 1 ? (
            <Select
              label="Level"
              data={rotation.levels.map((_, index) => String(index + 1))}
              value={String(level)}
              onChange={(value) => setLevel(Number(value ?? 1))}
              allowDeselect={false}
            />
          ) : null}
          <TextInput label="Why" required value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
          <Group justify="flex-end">
            <Button onClick={onClose}>Cancel</Button>
            <Button
              type="submit"
              variant="filled"
              loading={save.isPending}
              disabled={!isInOrder || !isAddress || reason.trim() === ""}
            >
              Take the shift
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

// What is left of it.
function shiftAhead(shift: Shift): { from: string; to: string } {
  return { from: toLocalField(Math.max(Date.parse(shift.from), Date.now())), to: toLocalField(Date.parse(shift.to)) };
}

// From six in the evening, or now where that is over, to nine in the morning, by the reader's clock.
function tonight(now: number): { from: string; to: string } {
  const day = new Date(now);
  const isNight = day.getHours() < 9;
  const at = (days: number, hour: number) =>
    new Date(day.getFullYear(), day.getMonth(), day.getDate() + days, hour).getTime();
  const from = isNight ? now : Math.max(now, at(0, 18));
  return { from: toLocalField(from), to: toLocalField(isNight ? at(0, 9) : at(1, 9)) };
}
