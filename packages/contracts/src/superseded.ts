import type { Message } from './message.ts'

type Versioned = Pick<Message, 'id' | 'role' | 'parentMessageId'>

/**
 * The ids of the messages that have a newer version, within a stretch that reaches to the thread's end, in seq order. A question's parent is the
 * question it words anew, an answer's parent is its question: so a reworded question is superseded, every answer to it, and all but
 * the last answer to one question.
 */
export function supersededIds(messages: readonly Versioned[]): Set<string> {
  const questions = new Set(messages.flatMap(({ role, parentMessageId }) => (role === 'user' ? parentMessageId : [])))
  const lastAnswers = new Map(
    messages.flatMap(({ id, role, parentMessageId }) =>
      role === 'assistant' && parentMessageId ? [[parentMessageId, id] as const] : [],
    ),
  )
  const isSuperseded = ({ id, role, parentMessageId }: Versioned) =>
    questions.has(id) ||
    (role === 'assistant' &&
      parentMessageId !== undefined &&
      (questions.has(parentMessageId) || lastAnswers.get(parentMessageId) !== id))
  return new Set(messages.filter(isSuperseded).map(({ id }) => id))
}
