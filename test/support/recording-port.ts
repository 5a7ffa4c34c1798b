/**
 * A port that notes how it is called: what a wrapper around it passes on, and what it gives back. Each call answers with
 * a value of its own.
 */
export interface Call {
  readonly name: string;
  readonly given: readonly unknown[];
  /** What the port answered. */
  readonly answer: object;
}

/** @param names of all its functions */
export function recordingPort<Port extends object>(
  names: readonly (keyof Port & string)[],
): { readonly port: Port; readonly calls: readonly Call[] } {
  const calls: Call[] = [];
  const functions = names.map((name) => [
    name,
    (...given: readonly unknown[]): Promise<object> => {
      const answer = { answerOf: name };
      calls.push({ name, given, answer });
      return Promise.resolve(answer);
    },
  ]);
  return { port: Object.fromEntries(functions) as Port, calls };
}
