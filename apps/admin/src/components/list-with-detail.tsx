import { ActionIcon } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { Outlet } from "@tanstack/react-router";
import type { ReactNode } from "react";
import classes from "./list-with-detail.module.css";

/** A list; what is opened from it stands beside it on a wide screen and in its place on a narrow one. */
export function ListWithDetail(props: { list: ReactNode; open: boolean; onClose: () => void }) {
  return (
    <div className={classes.both} data-open={props.open || undefined}>
      <div className={classes.list}>{props.list}</div>
      {props.open ? (
        <aside className={classes.detail} aria-label="Detail">
          <ActionIcon
            className={classes.close ?? ""}
            variant="subtle"
            color="gray"
            aria-label="Close the detail"
            onClick={props.onClose}
          >
            <IconX size={16} />
          </ActionIcon>
          <Outlet />
        </aside>
      ) : null}
    </div>
  );
}
