import { type Reply, say } from '../reply.ts'
import { INTRODUCTION, type Situation } from '../situation.ts'
import { answerAnalytics } from './analytics.ts'
import { answerCapabilities } from './capabilities.ts'
import { answerChecklist } from './checklist.ts'
import { answerCode } from './code.ts'
import { answerDate } from './date.ts'
import { answerFiles } from './files.ts'
import { answerMail } from './mail.ts'
import { answerMetrics } from './metrics.ts'
import { answerPage } from './page.ts'
import { answerPastConversations } from './past-conversations.ts'
import { answerPlan } from './plan.ts'
import { restate } from './restate.ts'
import { answerSubjectLines } from './subject-lines.ts'
import { answerTable } from './table.ts'
import { answerTitle } from './title.ts'
import { answerTools } from './tools.ts'
import { answerUtm } from './utm.ts'

export type Rule = (situation: Situation) => Reply | null

/** In the order they are asked; the first that answers wins. */
const RULES: readonly Rule[] = [
  answerTools,
  answerFiles,
  answerPastConversations,
  answerPage,
  answerDate,
  answerUtm,
  answerSubjectLines,
  answerMail,
  answerMetrics,
  answerChecklist,
  answerPlan,
  answerAnalytics,
  answerTable,
  answerCode,
  answerCapabilities,
]

/** What the model says. The same messages give the same reply. */
export function decideReply(situation: Situation): Reply {
  const title = answerTitle(situation)
  if (title) return title
  for (const rule of RULES) {
    const reply = rule(situation)
    if (reply) return signed(situation, reply)
  }
  return signed(situation, say(restate(situation)))
}

/** Says once in a conversation, under the answer, who is speaking. */
function signed(situation: Situation, reply: Reply): Reply {
  if (reply.toolCalls.length > 0 || situation.hasIntroduced || reply.text.includes(INTRODUCTION)) return reply
  return say(`${reply.text}\n\n*${INTRODUCTION}: I answer by rules, not with a language model.*`)
}
