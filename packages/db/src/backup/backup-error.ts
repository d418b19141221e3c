/** Why a backup or restore cannot be, and what to do; shown to the operator as it is. */
export class BackupError extends Error {
  override readonly name = 'BackupError'
}
