/** Why a database cannot be worked on, and what to do; shown to the operator as it is. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError'
}
