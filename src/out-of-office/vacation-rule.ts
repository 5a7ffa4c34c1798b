/**
 * A rule about whether a message gets a vacation response. It checks one condition, and has a name for the log and for
 * people who ask why.
 */
export interface VacationRule<Question> {
  /** Of the reason: `null-reverse-path`. */
  readonly name: string;
  /** Why there is no response, as a sentence for people. */
  readonly because: string;
  readonly refuses: (question: Question) => boolean;
}

/** The first rule that prevents a response; null: none does. */
export function firstRefusal<Question>(
  rules: readonly VacationRule<Question>[],
  question: Question,
): VacationRule<Question> | null {
  return rules.find((rule) => rule.refuses(question)) ?? null;
}
