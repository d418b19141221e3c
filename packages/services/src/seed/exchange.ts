import { costMicros } from '@parley/assistant'
import { PLATFORM_ROWS } from '@parley/connectors'
import type { FunctionCallRecord, MessageRecord } from '@parley/db'
import type { Types } from 'mongoose'
import { errorPart } from '../messages/message-view.ts'
import type { ConversationPlan } from './conversation-plan.ts'
import { answerText, exchangeOf, preface, questionText } from './exchange-text.ts'
import { makeFeedback } from './feedback.ts'
import { argumentsFor, makeReport, type SeedAccount } from './report.ts'
import { PARTS } from './seed-id.ts'

type AnswerStatus = 'complete' | 'stopped' | 'failed' | 'awaiting_connection'

export interface SeedExchangeMessages {
  user: MessageRecord
  assistant: MessageRecord & { ai: NonNullable<MessageRecord['ai']>; status: AnswerStatus }
  endedAt: Date
}

interface Asked {
  plan: ConversationPlan
  /** Of the exchange, from 0. */
  number: number
  at: Date
  now: Date
  account: SeedAccount
  /** Only the last answer can wait, and only a member's. */
  mayWait: boolean
}

const MESSAGE_TYPES = { chat: 'text', email: 'text', sms: 'text', voice: 'audio', video: 'video' } as const
const FAILURE = {
  code: 'model_failed',
  userMessage: 'The model server had a problem. What it wrote so far is kept. Try again in a moment.',
}

/** A question and its answer, as they stand once the turn is over (or waits for a connection). */
export function makeExchange(asked: Asked): SeedExchangeMessages {
  const { plan, number, at, now } = asked
  const { random, words, ids } = plan
  const exchange = exchangeOf(plan.topic, number, random)
  const endedAt = new Date(at.getTime() + (plan.answers[number] ?? 1000))
  const status = statusOf(asked, exchange.report !== undefined)
  const report =
    exchange.report && status === 'complete' ? makeReport(exchange.report, asked.account, at, random) : undefined
  const begin = preface(exchange, words, random)
  const call =
    exchange.report && status !== 'failed' ? callOf(plan, number, at, begin, report, exchange.report) : undefined
  const question = questionText(exchange, words, random)
  const isSpoken = plan.channel === 'voice' || plan.channel === 'sms' || plan.channel === 'video'
  const rest = answerText(exchange, words, random, { report, isSpoken })
  const text = textOf(status, begin, rest)
  const common = { createdAt: at, attachments: [], messageType: 'text' as const }
  const user = {
    ...common,
    _id: ids.part(PARTS.message, 2 * number + 1),
    seq: 2 * number + 1,
    clientMessageId: uuidOf(ids.part(PARTS.message, 2 * number + 1)),
    role: 'user' as const,
    senderType: 'user' as const,
    messageType: MESSAGE_TYPES[plan.channel],
    parts: [{ type: 'text' as const, value: question }],
    text: question,
    status: 'complete' as const,
    functionCalls: [],
    metadata: { reactions: [], deliveredAt: at },
  }
  const feedback = status === 'complete' ? makeFeedback(random, endedAt, now) : undefined
  const assistant = {
    ...common,
    _id: ids.part(PARTS.message, 2 * number + 2),
    seq: 2 * number + 2,
    parentMessageId: user._id,
    role: 'assistant' as const,
    senderType: 'agent' as const,
    parts: partsOf(text, status, report, call),
    text,
    status,
    functionCalls: call ? [call] : [],
    ai: usageOf(plan, number, text, status, endedAt.getTime() - at.getTime()),
    ...(feedback && { feedback }),
    metadata: { ...(random.chance(0.8) && { readAt: endedAt }), reactions: reactionsOf(plan, endedAt) },
  }
  return { user, assistant, endedAt }
}

function statusOf({ plan, mayWait }: Asked, hasReport: boolean): AnswerStatus {
  const chosen = plan.random.weighted([
    ['complete', 96],
    ['stopped', 2],
    ['failed', 2],
  ] as const)
  const waits = plan.random.chance(0.08)
  return mayWait && hasReport && waits ? 'awaiting_connection' : chosen
}

function textOf(status: AnswerStatus, begin: string, rest: string): string {
  if (status === 'failed') return ''
  if (status === 'awaiting_connection') return 'I would read that from Google Analytics, which is not connected yet.'
  const whole = `${begin}\n\n${rest}`
  return status === 'stopped' ? whole.slice(0, Math.ceil(whole.length * 0.4)) : whole
}

function partsOf(
  text: string,
  status: AnswerStatus,
  report: ReturnType<typeof makeReport> | undefined,
  call: FunctionCallRecord | undefined,
): MessageRecord['parts'] {
  return [
    ...(text === '' ? [] : [{ type: 'text' as const, value: text }]),
    ...(report ? [{ type: 'chart' as const, value: report }] : []),
    ...(status === 'failed' ? [errorPart(FAILURE)] : []),
    ...(status === 'awaiting_connection' && call ? [{ type: 'card' as const, value: connectCard(call.id) }] : []),
  ]
}

function connectCard(functionCallId: string) {
  const { name: platform, label, willRead, willNever } = PLATFORM_ROWS.google_analytics
  return {
    kind: 'connect',
    platform,
    name: label,
    reads: [...willRead],
    neverDoes: [...willNever],
    isSandbox: true,
    functionCallId,
    reason: 'not_connected',
  }
}

function callOf(
  plan: ConversationPlan,
  number: number,
  at: Date,
  begin: string,
  report: ReturnType<typeof makeReport> | undefined,
  kind: 'channels' | 'days' | 'pages',
): FunctionCallRecord {
  const id = `call_${plan.ids.part(PARTS.message, 2 * number + 2).toHexString()}`
  const name = 'run_report'
  const startedAt = new Date(at.getTime() + 400)
  if (!report) {
    const dimensions = { channels: 'sessionDefaultChannelGroup', days: 'date', pages: 'landingPage' }
    const args = { metrics: ['sessions'], dimensions: [dimensions[kind]], dateRange: { period: 'last_7_days' } }
    return { id, round: 0, textOffset: 0, name, arguments: args, state: 'awaiting_connection', startedAt }
  }
  return {
    id,
    round: 0,
    textOffset: begin.length,
    name,
    arguments: argumentsFor(report),
    result: report,
    state: 'succeeded',
    startedAt,
    durationMs: plan.random.whole(80, 480),
  }
}

function usageOf(plan: ConversationPlan, number: number, text: string, status: AnswerStatus, responseTimeMs: number) {
  const isUnused = status === 'failed'
  const inputTokens = isUnused ? 0 : 640 + Math.min(number, 20) * 180 + plan.random.whole(0, 120)
  const outputTokens = isUnused ? 0 : Math.ceil(text.length / 4)
  return {
    model: plan.model,
    inputTokens,
    outputTokens,
    tokensUsed: inputTokens + outputTokens,
    costMicros: costMicros(plan.model, inputTokens, outputTokens),
    temperature: 0.7,
    ...(status === 'complete' && { finishReason: 'stop' as const }),
    responseTimeMs,
    ...(!isUnused && { timeToFirstTokenMs: Math.round(responseTimeMs * 0.2) }),
    unsupportedFigures: [],
  }
}

function reactionsOf({ random, owner }: ConversationPlan, createdAt: Date) {
  const [isShown, emoji] = [random.chance(0.03), random.pick(['👍', '🎉', '❤️'])]
  return isShown && 'userId' in owner ? [{ emoji, userId: owner.userId, createdAt }] : []
}

/** A UUID of version 8 (RFC 9562, 5.8: made in one's own way) that follows from the id. */
function uuidOf(id: Types.ObjectId): string {
  const hex = id.toHexString()
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(12, 15)}-8${hex.slice(15, 18)}-${hex.slice(18)}000000`
}
