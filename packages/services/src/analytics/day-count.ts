import type { ChatAnalyticsRecord } from '@parley/db'
import type { CountedConversation, CountedMessage } from './day-messages.ts'
import { durationsOf } from './durations.ts'
import { QuestionCount } from './question-count.ts'
import { share } from './share.ts'

const TOP_INTENTS = 10

type ModelUse = Record<'calls' | 'tokensUsed' | 'costMicros', number> & { isPriced: boolean }

export type DayFigures = Omit<
  ChatAnalyticsRecord,
  '_id' | 'organizationId' | 'agentId' | 'date' | 'createdAt' | 'updatedAt'
>

/** Counts one day of an organization, or of one of its agents. */
export class DayCount {
  #conversations = 0
  #messages = 0
  #failed = 0
  #positive = 0
  #negative = 0
  #sessionMs = 0
  readonly #people = new Set<string>()
  readonly #models = new Map<string, ModelUse>()
  readonly #intents = new Map<string, number>()
  readonly #questions = new QuestionCount()
  readonly #latencies: number[] = []
  readonly #firstTokens: number[] = []
  readonly #hourly = Array.from({ length: 24 }, () => ({ conversations: 0, messages: 0 }))

  add({ ownerKey, userIntent, messages }: CountedConversation): void {
    const [first, last] = [messages[0], messages.at(-1)]
    if (!first || !last) return
    this.#conversations += 1
    this.#people.add(ownerKey)
    this.#sessionMs += last.createdAt.getTime() - first.createdAt.getTime()
    if (userIntent) this.#intents.set(userIntent, (this.#intents.get(userIntent) ?? 0) + 1)
    const hours = new Set(messages.map(({ createdAt }) => createdAt.getUTCHours()))
    for (const hour of hours) this.#atHour(hour).conversations += 1
    for (const message of messages) this.#addMessage(message, ownerKey)
  }

  #addMessage({ status, createdAt, text, rating, ai }: CountedMessage, ownerKey: string): void {
    this.#messages += 1
    this.#atHour(createdAt.getUTCHours()).messages += 1
    if (text !== undefined) this.#questions.add(text, ownerKey)
    if (rating === 'positive') this.#positive += 1
    if (rating === 'negative') this.#negative += 1
    if (!ai) return
    this.#addModelCall(ai)
    if (status === 'failed') this.#failed += 1
  }

  #addModelCall({
    model,
    tokensUsed,
    costMicros,
    responseTimeMs,
    timeToFirstTokenMs,
  }: NonNullable<CountedMessage['ai']>) {
    const use = this.#models.get(model) ?? { calls: 0, tokensUsed: 0, costMicros: 0, isPriced: false }
    this.#models.set(model, {
      calls: use.calls + 1,
      tokensUsed: use.tokensUsed + tokensUsed,
      costMicros: use.costMicros + (costMicros ?? 0),
      isPriced: use.isPriced || costMicros !== null,
    })
    if (responseTimeMs !== undefined) this.#latencies.push(responseTimeMs)
    if (timeToFirstTokenMs !== undefined) this.#firstTokens.push(timeToFirstTokenMs)
  }

  #atHour(hour: number) {
    const bar = this.#hourly[hour]
    if (!bar) throw new RangeError(`There is no hour ${hour}`)
    return bar
  }

  figures(): DayFigures {
    const models = [...this.#models].map(([model, { isPriced, costMicros, ...use }]) => ({
      model,
      ...use,
      costMicros: isPriced ? costMicros : null,
    }))
    const priced = models.flatMap(({ costMicros }) => costMicros ?? [])
    const people = this.#people.size
    const modelCalls = models.reduce((sum, { calls }) => sum + calls, 0)
    const rated = this.#positive + this.#negative
    return {
      totalConversations: this.#conversations,
      totalMessages: this.#messages,
      uniqueUsers: people,
      avgMessagesPerConversation: share(this.#messages, this.#conversations) ?? 0,
      avgMessagesPerUser: share(this.#messages, people) ?? 0,
      avgSessionDurationMs: share(this.#sessionMs, this.#conversations) ?? 0,
      modelCalls,
      totalTokensUsed: models.reduce((sum, { tokensUsed }) => sum + tokensUsed, 0),
      totalCostMicros: priced.length > 0 ? priced.reduce((sum, cost) => sum + cost, 0) : models.length > 0 ? null : 0,
      modelBreakdown: models.toSorted((a, b) => b.calls - a.calls || (a.model < b.model ? -1 : 1)),
      positiveRatings: this.#positive,
      negativeRatings: this.#negative,
      avgRating: share(this.#positive, rated),
      topIntents: [...this.#intents]
        .map(([intent, count]) => ({ intent, count }))
        .toSorted((a, b) => b.count - a.count || (a.intent < b.intent ? -1 : 1))
        .slice(0, TOP_INTENTS),
      topQuestions: this.#questions.top(),
      latencyMs: durationsOf(this.#latencies),
      timeToFirstTokenMs: durationsOf(this.#firstTokens),
      errorCount: this.#failed,
      errorRate: share(this.#failed, modelCalls),
      hourly: this.#hourly,
    }
  }
}
