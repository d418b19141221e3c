import { resolve } from 'node:path'
import { ROOT, run } from './run.mjs'

/** What was typed after the command's name. */
export const typed = process.argv.slice(2).filter((arg) => arg !== '--')

/** As above, with names of files as they are meant where the command was typed. */
export const typedFiles = typed.map((arg) =>
  arg.startsWith('-') ? arg : resolve(process.env.INIT_CWD ?? process.cwd(), arg),
)

/** Runs a command of apps/server from source, to its end; DATA_DIR is meant as `pnpm start` means it. */
export async function runServerCommand(name, args) {
  const entry = `apps/server/src/${name}.ts`
  // A Ctrl-C reaches the command by itself, which may still have to let go of the database.
  process.on('SIGINT', () => {})
  const { code } = await run({ command: process.execPath, args: ['--import', 'tsx', entry, ...args] }, { cwd: ROOT })
  process.exitCode = code
}
