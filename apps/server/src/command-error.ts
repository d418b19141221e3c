/** Why a command cannot be done, and what to do; shown as it is. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
}
