import { type UpdateFeaturesInput, updateFeaturesInput } from '@parley/contracts'
import { CommandError } from './command-error.ts'

const USAGE = 'Use: pnpm features EMAIL [flag=value …] [flag=]'

/** `true`, `12`, `null` and `"12"` are JSON; what is no JSON is a text. */
function scalarIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** `EMAIL flag=value …`; `flag=` takes it away. Throws CommandError for what is not that. */
export function readFeatureArguments([email, ...changes]: readonly string[]): UpdateFeaturesInput {
  if (email === undefined || email.includes('=')) throw new CommandError(USAGE)
  const read = changes.map((change) => {
    const [, name, text] = /^([^=]*)=(.*)$/s.exec(change) ?? []
    if (text === undefined) throw new CommandError(`${change} says no value. ${USAGE}`)
    return { name, ...(text !== '' && { value: scalarIn(text) }) }
  })
  const parsed = updateFeaturesInput.safeParse({ email, changes: read })
  if (parsed.success) return parsed.data
  const said = ({ path: [, index], message }: (typeof parsed.error.issues)[number]) =>
    `${changes[Number(index)] ?? email}: ${message}`
  throw new CommandError(parsed.error.issues.map(said).join('\n'))
}
