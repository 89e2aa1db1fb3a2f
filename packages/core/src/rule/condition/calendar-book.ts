import type { CalendarAnswer } from "../routing-context.ts";

/** The value of `calendar` in conditions: `calendar.quietHours("berlin")`. */
export class CalendarBook {
  readonly #answers: ReadonlyMap<string, CalendarAnswer>;

  constructor(answers: Readonly<Record<string, CalendarAnswer>>) {
    this.#answers = new Map(Object.entries(answers));
  }

  find(key: string): CalendarAnswer | undefined {
    return this.#answers.get(key);
  }

  /** Throws for a calendar that does not exist: the condition then can't be evaluated, and says so. */
  ask(key: string, question: keyof CalendarAnswer): boolean {
    const answer = this.#answers.get(key);
    if (answer === undefined) throw new Error(`no such calendar "${key}"`);
    return answer[question];
  }
}

/** The functions of `calendar`, and what each answers. */
export const calendarQuestions = {
  businessHours: "businessHours",
  quietHours: "quietHours",
  holiday: "holiday",
} as const;
