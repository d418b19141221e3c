import { isAbsolute } from 'node:path'
import { writeBackup } from '../backup/backup.ts'
import { BackupError } from '../backup/files.ts'
import { MongoServerFailure } from '../errors.ts'
import { count, Fields } from './arguments.ts'
import type { Command } from './command.ts'

/**
 * `{ backup: '/absolute/empty/directory' }` on admin: the store as it is now, written on the server's machine while it
 * serves. Not MongoDB's; for root where sign-in is required.
 */
export const backup: Command = {
  name: 'backup',
  fields: [],
  isAdminOnly: true,
  async run({ server, body }) {
    const to = new Fields('backup', body).requiredText('backup')
    if (!isAbsolute(to)) throw new MongoServerFailure('BadValue', 'backup takes the absolute path of a directory')
    const { environment } = server.store
    try {
      const { createdAt, bytes, sha256 } = await writeBackup((path) => environment.copyTo(path), to)
      return {
        fields: [
          ['createdAt', createdAt],
          ['bytes', count(bytes)],
          ['sha256', sha256],
        ],
      }
    } catch (error) {
      if (error instanceof MongoServerFailure) throw error
      const reason = error instanceof Error ? error.message : String(error)
      throw new MongoServerFailure(
        error instanceof BackupError ? 'BadValue' : 'OperationFailed',
        `no backup: ${reason}`,
      )
    }
  },
}
