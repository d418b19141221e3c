import type { Features } from '@parley/contracts'
import { AppError, updateFeatures } from '@parley/services'
import { CommandError } from './command-error.ts'
import { readFeatureArguments } from './feature-arguments.ts'
import { runCommand, say } from './run-command.ts'
import { withDatabase } from './with-database.ts'

function sayFeatures(email: string, features: Features): void {
  const flags = Object.entries(features)
  say(flags.length === 0 ? `${email} has no flags.` : `${email} has`)
  for (const [name, value] of flags) say(`  ${name}=${JSON.stringify(value)}`)
}

await runCommand(async (env) => {
  const input = readFeatureArguments(process.argv.slice(2))
  const use = { task: 'pnpm features', isAlone: false, mayCreate: false }
  try {
    const features = await withDatabase(env, use, () => updateFeatures({ input }))
    for (const { name, value } of input.changes) say(value === undefined ? `Took ${name} away.` : `Set ${name}.`)
    sayFeatures(input.email, features)
  } catch (error) {
    throw error instanceof AppError ? new CommandError(error.userMessage) : error
  }
})
