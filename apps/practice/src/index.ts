export { type Practice, type PracticeOptions, startPractice } from "./start-practice.ts";
export type { Page, Ticket } from "./world.ts";
