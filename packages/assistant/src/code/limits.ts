/** What one run of an agent's code may use. Times are in milliseconds. */
export const CODE_LIMITS = {
  /** All its own computing together, by the clock on the wall; waiting for the model does not count. */
  computingMs: 2_000,
  /** From its turn to its end, with its calls of the model. */
  totalMs: 60_000,
  memoryBytes: 32 * 1024 * 1024,
  stackBytes: 256 * 1024,
  resultBytes: 256 * 1024,
  modelCalls: 8,
  /** Characters of one question to the model. */
  questionLength: 100_000,
} as const
