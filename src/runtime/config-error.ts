/**
 * The error for a configuration that cannot be used, thrown when the configuration or a configured file is read.
 */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  /** @param problems one line each: where, what is wrong, what is allowed */
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}
