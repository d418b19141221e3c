import { z } from 'zod'
import { call, type Reply, say } from '../reply.ts'
import { resultOf, type Situation } from '../situation.ts'
import { plain } from './words.ts'

const NAME = 'get_page_context'
const ASKS =
  /\b(?:(?:this|current|the|which|what) (?:page|screen)|where am i|page (?:am i|i am|i'm) on|(?:i'm|am i|i am) looking at)\b/i
const context = z.object({ currentPage: z.string().nullable() })

/** Asks which page the person is on, then says it. */
export function answerPage(situation: Situation): Reply | null {
  if (!ASKS.test(situation.question) || /\blanding page\b/i.test(situation.question)) return null
  if (!situation.results.some((result) => result.name === NAME)) {
    return situation.toolNames.has(NAME) ? call(NAME, {}) : null
  }
  const result = context.safeParse(resultOf(situation, NAME))
  if (!result.success || !result.data.currentPage) {
    return say(
      'The product you are in has not told me which page you are on. Tell me its name and what you want to do there.',
    )
  }
  return say(
    `You are on **${plain(result.data.currentPage)}**, as the page itself says. I see its name, not what is on it.\n\nI can help you with what you are doing there:\n\n- explain a metric it shows,\n- turn numbers you paste into a table,\n- write a checklist or a plan for the next step.`,
  )
}
