import { backupDirectory } from './backup.ts'
import { compactDirectory } from './compact.ts'
import { BackupError } from './files.ts'
import { restoreBackup } from './restore.ts'

const USAGE = 'usage: backup --data DIR --to DIR | restore --from DIR --data DIR | compact --data DIR'

const inMb = (bytes: number): string => `${(bytes / 1_048_576).toFixed(1)} MB`

/** Runs one of the commands that need no server; gives the line to print. Throws BackupError. */
export async function runMaintenance(
  command: string,
  { data, to, from }: { data?: string | undefined; to?: string | undefined; from?: string | undefined },
): Promise<string> {
  if (command === 'backup' && data && to) {
    const { bytes, createdAt, sha256 } = await backupDirectory(data, to)
    return `Backed up ${data} as of ${createdAt} into ${to}: ${inMb(bytes)}, sha256 ${sha256}`
  }
  if (command === 'restore' && from && data) {
    const { createdAt, bytes } = await restoreBackup(from, data)
    return `Restored the backup of ${createdAt} into ${data}: ${inMb(bytes)}`
  }
  if (command === 'compact' && data) {
    const { before, after } = await compactDirectory(data)
    return `Compacted ${data}: ${inMb(before)} before, ${inMb(after)} now`
  }
  throw new BackupError(USAGE)
}
