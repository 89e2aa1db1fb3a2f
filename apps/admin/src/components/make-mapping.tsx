import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";

/** Opens the mapping of a source with this delivery's body as the sample. */
export function MakeMapping({ source, delivery }: { source: string; delivery: string }) {
  return (
    <Button
      renderRoot={(props) => (
        <Link to="/sources/$key/mapping" params={{ key: source }} search={{ from: delivery }} {...props} />
      )}
    >
      Make a mapping
    </Button>
  );
}
