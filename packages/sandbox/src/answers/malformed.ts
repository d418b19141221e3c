import { type Reply, say } from '../reply.ts'
import { resultOf, type Situation } from '../situation.ts'

/**
 * What small models get wrong: first invalid JSON, a function nobody offered and a wrong type, all at once; after it was told, one proper
 * call; then the answer. Null where no functions are offered.
 */
export function answerMalformed(situation: Situation): Reply | null {
  const [name] = situation.toolNames
  if (name === undefined) return null
  const { results } = situation
  if (results.length === 0) {
    return {
      text: '',
      toolCalls: [
        { name, arguments: '{"title": "spring' },
        { name: 'delete_all_conversations', arguments: '{"confirm":true}' },
        { name, arguments: '{"limit":"many","title":42}' },
      ],
    }
  }
  const proper = situation.toolNames.has('get_page_context') ? 'get_page_context' : name
  if (results.length === 3) return { text: '', toolCalls: [{ name: proper, arguments: '{}' }] }
  const outcome = resultOf(situation, proper) === undefined ? 'the last call was refused too' : 'the last call worked'
  return say(
    `I made three calls that were refused, and said so to me; ${outcome}. This is the sandbox model that gets calls wrong on purpose.`,
  )
}
