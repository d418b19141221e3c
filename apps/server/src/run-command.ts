import { BackupError, MigrationError } from '@parley/db'
import { CommandError } from './command-error.ts'
import { type DatabaseEnv, readDatabaseEnv } from './env.ts'

export function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

const EXPLAINED = [CommandError, BackupError, MigrationError]

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return 'Something went wrong.'
  const isExplained = EXPLAINED.some((kind) => error instanceof kind)
  return isExplained ? error.message : (error.stack ?? error.message)
}

/** Runs a command of the terminal to its end; what went wrong is told on stderr, with exit code 1. */
export async function runCommand(command: (env: DatabaseEnv) => Promise<void>): Promise<void> {
  try {
    const read = readDatabaseEnv(process.env)
    if ('problems' in read) throw new CommandError(read.problems.join('\n'))
    await command(read.env)
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n`)
    process.exitCode = 1
  }
}
