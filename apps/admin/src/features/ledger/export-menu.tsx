import { Button, Menu } from "@mantine/core";
import { apiUrl } from "@signalbox/contract";
import { IconChevronDown } from "@tabler/icons-react";
import type { LedgerSearch } from "./search-params.ts";

const files = [
  { label: "CSV", format: "csv" },
  { label: "CSV that Excel opens right (with a byte order mark)", format: "csv", bom: "true" },
  { label: "XLSX", format: "xlsx" },
  { label: "JSON Lines", format: "jsonl" },
] as const;

/** The entries of what is shown, as a file; its control block goes with the answer's headers, in XLSX on the second sheet. */
export function ExportMenu({ search }: { search: LedgerSearch }) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button rightSection={<IconChevronDown size={14} aria-hidden />}>Export</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {files.map(({ label, ...query }) => (
          <Menu.Item
            key={label}
            component="a"
            href={apiUrl("exportLedger", { query: { ...search, ...query } })}
            download
          >
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
