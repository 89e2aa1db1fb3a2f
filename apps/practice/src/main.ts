import { startPractice } from "./start-practice.ts";

const port = Number(process.env.PRACTICE_PORT || "9100");
const practice = await startPractice({
  port,
  ...(process.env.DESK_TOKEN ? { deskToken: process.env.DESK_TOKEN } : {}),
  ...(process.env.PAGER_SECRET ? { pagerSecret: process.env.PAGER_SECRET } : {}),
}).catch((error: NodeJS.ErrnoException) => {
  console.error(error.code === "EADDRINUSE" ? `Port ${port} is taken: set PRACTICE_PORT` : String(error.message));
  process.exit(1);
});
console.log(`The practice world is at ${practice.url}`);

let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  await practice.stop();
  process.exit(0);
}
process.on("SIGTERM", () => void stop());
process.on("SIGINT", () => void stop());
process.on("disconnect", () => void stop());
// A supervisor that started us asks first.
process.on("message", (message: { kind?: string } | null) => {
  if (message?.kind === "stop") void stop();
});
