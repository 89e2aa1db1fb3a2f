import { Button, Fieldset, Group, Select, Stack, Text, TextInput } from "@mantine/core";

interface Field<Name extends string> {
  name: Name;
  label: string;
  /** Where one of these is chosen. */
  options?: (string | { value: string; label: string })[];
}
type Line<Name extends string> = { [name in Name]: string } & { from?: string | undefined; until?: string | undefined };

/** Values of one setting with the day from which each holds, oldest first. `problem`: what is wrong, by `[1].from`. */
export function TimelineFields<Name extends string>(props: {
  legend: string;
  lines: readonly Line<Name>[];
  fields: readonly Field<Name>[];
  problem: (path: string) => string | undefined;
  onChange: (lines: Line<Name>[]) => void;
  onAdd: () => { [name in Name]: string };
}) {
  const { legend, lines, fields, problem, onChange } = props;
  const change = (index: number, part: Partial<Line<Name>>) =>
    onChange(lines.map((line, place) => (place === index ? { ...line, ...part } : line)));
  return (
    <Fieldset legend={legend}>
      <Stack gap="xs">
        {lines.length === 0 ? (
          <Text size="sm" c="dimmed">
            Not set.
          </Text>
        ) : null}
        {lines.map((line, index) => (
          <Group key={index} align="flex-start" wrap="wrap" gap="xs">
            <TextInput
              label="From"
              placeholder="the beginning"
              w={150}
              value={line.from ?? ""}
              error={problem(`[${index}].from`) ?? problem(`[${index}]`)}
              onChange={(event) =>
                change(index, { from: event.currentTarget.value.trim() || undefined } as Partial<Line<Name>>)
              }
            />
            {fields.map(({ name, label, options }) =>
              options === undefined ? (
                <TextInput
                  key={name}
                  label={label}
                  required
                  w={110}
                  value={line[name]}
                  error={problem(`[${index}].${name}`)}
                  onChange={(event) =>
                    change(index, { [name]: event.currentTarget.value.trim() } as Partial<Line<Name>>)
                  }
                />
              ) : (
                <Select
                  key={name}
                  label={label}
                  w={160}
                  allowDeselect={false}
                  data={options}
                  value={line[name]}
                  error={problem(`[${index}].${name}`)}
                  onChange={(chosen) => change(index, { [name]: chosen ?? "" } as Partial<Line<Name>>)}
                />
              ),
            )}
            <TextInput
              label="Until"
              placeholder={index === lines.length - 1 ? "further notice" : "the next begins"}
              w={150}
              value={line.until ?? ""}
              error={problem(`[${index}].until`)}
              onChange={(event) =>
                change(index, { until: event.currentTarget.value.trim() || undefined } as Partial<Line<Name>>)
              }
            />
            <Button
              mt={22}
              aria-label={`Remove line ${index + 1} of ${legend}`}
              onClick={() => onChange(lines.filter((_, place) => place !== index))}
            >
              Remove
            </Button>
          </Group>
        ))}
        <Group>
          <Button
            onClick={() =>
              onChange([...lines, { ...props.onAdd(), ...(lines.length > 0 && { from: today() }) } as Line<Name>])
            }
          >
            {lines.length === 0 ? "Set it" : "Another from a day on"}
          </Button>
        </Group>
      </Stack>
    </Fieldset>
  );
}

function today(): string {
  return new Date().toLocaleDateString("sv-SE");
}
