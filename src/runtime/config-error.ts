/**
 * A configuration that cannot be used: what the configuration reader and whatever reads a configured file throw.
 */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  /** One line each: where, what is wrong, what is allowed. */
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}
