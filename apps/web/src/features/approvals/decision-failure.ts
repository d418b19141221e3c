import type { DecisionFailure } from '@parley/chat-ui/cards'
import type { Failure } from '../../data/failure.ts'

/** A refused decision, what is wrong with an argument beside that argument: `arguments.items.0` belongs to `items`. */
export function decisionFailure({ userMessage, fields = {} }: Failure): DecisionFailure {
  const beside: Record<string, string> = {}
  const rest: string[] = []
  for (const [path, [words]] of Object.entries(fields)) {
    const [root, name] = path.split('.')
    if (words === undefined) continue
    if (root === 'arguments' && name) beside[name] ??= asSentence(words)
    else rest.push(asSentence(words))
  }
  return { userMessage: [userMessage, ...rest].join(' '), fields: beside }
}

/** What a schema's faults are called, "must match format "date"", as a sentence. */
function asSentence(words: string): string {
  return words.startsWith('must ') ? `It ${words}.` : words
}
