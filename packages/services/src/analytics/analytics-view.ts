import type { Analytics, AnalyticsDay } from '@parley/contracts'
import type { ChatAnalyticsRecord } from '@parley/db'
import { usdFromMicros, usdOrNull } from '../money.ts'
import { mergeDurations } from './durations.ts'
import { share } from './share.ts'

export function analyticsDay(day: ChatAnalyticsRecord): AnalyticsDay {
  return {
    ...rates(day),
    date: day.date.toISOString().slice(0, 10),
    uniqueUsers: day.uniqueUsers,
    avgMessagesPerUser: day.avgMessagesPerUser,
    topIntents: day.topIntents,
    topQuestions: day.topQuestions,
    hourly: day.hourly,
  }
}

type Figures = Analytics['total']

function rates(day: ChatAnalyticsRecord): Figures {
  return {
    totalConversations: day.totalConversations,
    totalMessages: day.totalMessages,
    avgMessagesPerConversation: day.avgMessagesPerConversation,
    avgSessionDurationMs: day.avgSessionDurationMs,
    modelCalls: day.modelCalls,
    totalTokensUsed: day.totalTokensUsed,
    totalCostUsd: usdOrNull(day.totalCostMicros),
    modelBreakdown: day.modelBreakdown.map(({ costMicros, ...use }) => ({ ...use, costUsd: usdOrNull(costMicros) })),
    positiveRatings: day.positiveRatings,
    negativeRatings: day.negativeRatings,
    avgRating: day.avgRating ?? null,
    latencyMs: durations(day.latencyMs),
    timeToFirstTokenMs: durations(day.timeToFirstTokenMs),
    errorCount: day.errorCount,
    errorRate: day.errorRate ?? null,
  }
}

/** Counts added up, averages weighted by what they are averages of. */
export function analyticsTotal(days: readonly ChatAnalyticsRecord[]): Figures {
  const sum = (of: (day: ChatAnalyticsRecord) => number) => days.reduce((total, day) => total + of(day), 0)
  const totalConversations = sum((day) => day.totalConversations)
  const totalMessages = sum((day) => day.totalMessages)
  const positiveRatings = sum((day) => day.positiveRatings)
  const negativeRatings = sum((day) => day.negativeRatings)
  const errorCount = sum((day) => day.errorCount)
  const modelCalls = sum((day) => day.modelCalls)
  const priced = days.flatMap(({ totalCostMicros }) => totalCostMicros ?? [])
  return {
    totalConversations,
    totalMessages,
    avgMessagesPerConversation: share(totalMessages, totalConversations) ?? 0,
    avgSessionDurationMs:
      share(
        sum((day) => day.avgSessionDurationMs * day.totalConversations),
        totalConversations,
      ) ?? 0,
    modelCalls,
    totalTokensUsed: sum((day) => day.totalTokensUsed),
    totalCostUsd: days.length > 0 && priced.length === 0 ? null : usdFromMicros(priced.reduce((a, b) => a + b, 0)),
    modelBreakdown: mergeModels(days),
    positiveRatings,
    negativeRatings,
    avgRating: share(positiveRatings, positiveRatings + negativeRatings),
    latencyMs: mergeDurations(days.map((day) => durations(day.latencyMs))),
    timeToFirstTokenMs: mergeDurations(days.map((day) => durations(day.timeToFirstTokenMs))),
    errorCount,
    errorRate: share(errorCount, modelCalls),
  }
}

function mergeModels(days: readonly ChatAnalyticsRecord[]): Figures['modelBreakdown'] {
  const models = new Map<string, Figures['modelBreakdown'][number]>()
  for (const { model, calls, tokensUsed, costMicros } of days.flatMap(({ modelBreakdown }) => modelBreakdown)) {
    const known = models.get(model) ?? { model, calls: 0, tokensUsed: 0, costUsd: null }
    const costUsd = costMicros == null ? known.costUsd : (known.costUsd ?? 0) + usdFromMicros(costMicros)
    models.set(model, { model, calls: known.calls + calls, tokensUsed: known.tokensUsed + tokensUsed, costUsd })
  }
  return [...models.values()].toSorted((a, b) => b.calls - a.calls)
}

function durations(stored: ChatAnalyticsRecord['latencyMs']) {
  return {
    p50: stored?.p50 ?? null,
    p95: stored?.p95 ?? null,
    histogram: (stored?.histogram ?? []).map(({ upToMs, count }) => ({ upToMs: upToMs ?? null, count })),
  }
}
