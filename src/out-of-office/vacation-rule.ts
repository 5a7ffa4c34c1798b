/**
 * A rule about whether a mail is answered: it has a name, for the log and for people who ask why, and looks at one thing.
 */
export interface VacationRule<Question> {
  /** Of its refusal: `null-reverse-path`. */
  readonly name: string;
  /** Why a mail is not answered by it, for a person. */
  readonly because: string;
  readonly refuses: (question: Question) => boolean;
}

/** The first rule that speaks against an answer; null: none does. */
export function firstRefusal<Question>(
  rules: readonly VacationRule<Question>[],
  question: Question,
): VacationRule<Question> | null {
  return rules.find((rule) => rule.refuses(question)) ?? null;
}
