import { type Reply, say } from '../reply.ts'
import type { Situation } from '../situation.ts'
import { capitalised, keyWords } from './words.ts'

/** A title of up to six words, when the system prompt asks for one. */
export function answerTitle(situation: Situation): Reply | null {
  if (!/\b(?:write|give|reply with|generate|answer with)\b[^.]{0,60}\btitle\b/i.test(situation.system)) return null
  const words = keyWords(situation.earlierQuestions[0] ?? situation.question, 6)
  return say(words.length > 0 ? capitalised(words.join(' ')) : 'A new conversation')
}
