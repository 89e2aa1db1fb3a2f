import { Link } from "@tanstack/react-router";
import { Empty } from "../components/page-states.tsx";

export function NotFound() {
  return (
    <Empty title="There is no such page">
      <Link to="/">Go to the overview</Link>
    </Empty>
  );
}
