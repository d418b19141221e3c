import { fitFiles } from '../history-files.ts'
import type { TurnMaterial } from '../ports.ts'
import type { TurnState } from '../turn-state.ts'
import type { Evidence } from './find-unsupported-figures.ts'

/** What the checker needs of a turn. */
export function evidenceOf({ history }: TurnMaterial, { text, functionCalls }: TurnState): Evidence {
  const questions = history.filter(({ role }) => role === 'user').map((message) => message.text)
  const files = fitFiles(history).flatMap((message) => message.files?.map((file) => file.text ?? '') ?? [])
  return { text, functionCalls, questions, files }
}
