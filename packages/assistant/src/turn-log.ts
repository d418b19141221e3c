/** Where the runner says what went wrong; pino's shape. Texts of messages, results and keys never go there. */
export interface TurnLog {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}
