import { Table, Text } from "@mantine/core";
import type { DeliveryComparison } from "@signalbox/contract";

type Row = DeliveryComparison["misfits"][number];

/** Fields that no longer fit, with what stands there here and in the last good delivery. Few columns of words that may be long:
 *  each has its share of the width. */
export function MisfitTable({ rows }: { rows: readonly Row[] }) {
  return (
    <Table layout="fixed" aria-label="Fields that do not fit" style={{ overflowWrap: "anywhere" }}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Field</Table.Th>
          <Table.Th>Here</Table.Th>
          <Table.Th>In the last good one</Table.Th>
          <Table.Th>Why</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((row) => (
          <Table.Tr key={`${row.field} ${row.about} ${row.detail}`}>
            <Table.Td>
              <span className="mono foreign">{row.field || "–"}</span>
            </Table.Td>
            <Table.Td>
              <Shown text={row.here} />
            </Table.Td>
            <Table.Td>
              <Shown text={row.before} />
            </Table.Td>
            <Table.Td className="foreign">{row.detail}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Shown({ text }: { text: string | null }) {
  return text === null ? (
    <Text span inherit c="dimmed">
      nothing
    </Text>
  ) : (
    <span className="mono foreign">{text}</span>
  );
}
