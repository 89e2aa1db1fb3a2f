import { Button, Center, Table } from "@mantine/core";
import type { KeyboardEvent, ReactNode } from "react";
import classes from "./row-table.module.css";

export interface Column<Row> {
  key: string;
  head: string;
  cell: (row: Row) => ReactNode;
  /** Takes the room that the others leave, cut where it ends; stands first where there is no room for columns. */
  lead?: boolean;
  /** Long text that must be seen whole. */
  wraps?: boolean;
  /** A name that may be long: cut, so that it leaves room for the others. */
  cut?: boolean;
  /** Right-aligned, tabular figures. */
  numeric?: boolean;
  /** Says nothing without its head, which is repeated where there is no room for columns. */
  named?: boolean;
  /** Left out where the table is narrow. */
  wideOnly?: boolean;
}

/**
 * A dense table: fixed header, up/down/enter by keyboard, a row opens its page. `more` loads the next page by its key.
 */
export function RowTable<Row>(props: {
  label: string;
  rows: readonly Row[];
  columns: readonly Column<Row>[];
  rowKey: (row: Row) => string;
  selected?: string | undefined;
  /** Part of a page: without heads and without the margin of the page. */
  inside?: boolean;
  onOpen?: (row: Row) => void;
  more?: { onMore: () => void; loading: boolean } | undefined;
}) {
  const { rows, columns, rowKey, onOpen } = props;
  return (
    <div className={classes.frame} data-inside={props.inside || undefined}>
      <Table
        stickyHeader
        stickyHeaderOffset="var(--list-top, var(--app-shell-header-height, 0px))"
        highlightOnHover={onOpen !== undefined}
        aria-label={props.label}
      >
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              <Table.Th key={column.key} className={cellClass(column)}>
                {column.head}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr
              key={rowKey(row)}
              data-selected={rowKey(row) === props.selected || undefined}
              className={onOpen ? classes.opens : undefined}
              tabIndex={onOpen ? 0 : undefined}
              onClick={(event) => {
                if (!(event.target as HTMLElement).closest("a, button, input")) onOpen?.(row);
              }}
              onKeyDown={(event) => moveOrOpen(event, () => onOpen?.(row))}
            >
              {columns.map((column) => (
                <Table.Td
                  key={column.key}
                  className={cellClass(column)}
                  data-head={column.named ? column.head : undefined}
                >
                  {column.cell(row)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {props.more ? (
        <Center p="sm">
          <Button onClick={props.more.onMore} loading={props.more.loading}>
            Load more
          </Button>
        </Center>
      ) : null}
    </div>
  );
}

function cellClass<Row>(column: Column<Row>): string {
  return (["lead", "wraps", "cut", "numeric", "wideOnly"] as const)
    .filter((name) => column[name])
    .map((name) => classes[name])
    .join(" ");
}

function moveOrOpen(event: KeyboardEvent<HTMLTableRowElement>, open: () => void): void {
  if (event.target !== event.currentTarget) return;
  const row = event.currentTarget;
  const next =
    event.key === "ArrowDown" ? row.nextElementSibling : event.key === "ArrowUp" ? row.previousElementSibling : null;
  if (event.key === "Enter") open();
  else if (next instanceof HTMLElement) next.focus();
  else return;
  event.preventDefault();
}
