import { z } from 'zod'
import { call, type Reply, say } from '../reply.ts'
import { resultOf, type Situation } from '../situation.ts'

const NAME = 'get_current_date'
const ASKS = /\b(?:what(?:'s| is)? (?:the )?(?:date|day|time)|today's date|what day is)\b/i
const now = z.object({ date: z.string(), weekday: z.string(), time: z.string(), timeZone: z.string() })

/** Tells the date and time, from the function that knows it. */
export function answerDate(situation: Situation): Reply | null {
  if (!ASKS.test(situation.question)) return null
  const result = now.safeParse(resultOf(situation, NAME))
  if (result.success) {
    const { date, weekday, time, timeZone } = result.data
    return say(`It is **${weekday}, ${date}**, ${time} in ${timeZone}.`)
  }
  return situation.toolNames.has(NAME) && situation.results.length === 0 ? call(NAME, {}) : null
}
