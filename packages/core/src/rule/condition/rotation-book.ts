import type { RotationAnswer } from "../routing-context.ts";

/** The value of `rotation` in conditions: `rotation.email("payments") == "ana@example.com"`. */
export class RotationBook {
  readonly #answers: ReadonlyMap<string, RotationAnswer>;

  constructor(answers: Readonly<Record<string, RotationAnswer>>) {
    this.#answers = new Map(Object.entries(answers));
  }

  /** Empty where nobody is on call. Throws for a rotation that does not exist: the condition then can't be evaluated. */
  ask(key: string, question: keyof RotationAnswer): string {
    const answer = this.#answers.get(key);
    if (answer === undefined) throw new Error(`no such rotation "${key}"`);
    return answer[question] ?? "";
  }
}

/** The functions of `rotation`, and what each answers. */
export const rotationQuestions = { email: "email", name: "name" } as const;
