import type { Message } from '@parley/contracts'
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client'

/** What a server counts of itself, as Prometheus reads it (`GET /metrics`). Names and labels are never personal. */
export interface Metrics {
  /** Prometheus' text format, and its content type. */
  read(): Promise<{ text: string; contentType: string }>
  /** `route` is a pattern or a procedure's name, so that there are only so many. A stream ends here when it begins. */
  countRequest(request: { route: string; method: string; status: number; ms: number }): void
  /** An attempt of an answer that ended or waits. */
  countAnswer(message: Pick<Message, 'status' | 'ai'>): void
}

const REQUEST_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const ANSWER_SECONDS = [0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60, 120]

export function createMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const requests = new Histogram({
    name: 'parley_http_request_duration_seconds',
    help: 'Time to answer a request, or to begin a stream.',
    labelNames: ['method', 'route', 'status'],
    buckets: REQUEST_SECONDS,
    registers,
  })
  const answers = new Counter({
    name: 'parley_answers_total',
    help: 'Attempts of answers by how they ended; awaiting_… means that they wait for a person.',
    labelNames: ['status'],
    registers,
  })
  const answerTime = new Histogram({
    name: 'parley_answer_duration_seconds',
    help: 'From the beginning of an attempt to its last word.',
    buckets: ANSWER_SECONDS,
    registers,
  })
  const firstToken = new Histogram({
    name: 'parley_answer_first_token_seconds',
    help: 'From the beginning of an attempt to its first word.',
    buckets: ANSWER_SECONDS,
    registers,
  })
  const tokens = new Counter({
    name: 'parley_model_tokens_total',
    help: 'Tokens of answers, as the model counts them.',
    labelNames: ['direction'],
    registers,
  })
  return {
    read: async () => ({ text: await registry.metrics(), contentType: registry.contentType }),
    countRequest: ({ route, method, status, ms }) => requests.observe({ method, route, status }, ms / 1000),
    countAnswer({ status, ai }) {
      answers.inc({ status })
      if (!ai) return
      if (ai.responseTimeMs !== undefined) answerTime.observe(ai.responseTimeMs / 1000)
      if (ai.timeToFirstTokenMs !== undefined) firstToken.observe(ai.timeToFirstTokenMs / 1000)
      tokens.inc({ direction: 'input' }, ai.inputTokens)
      tokens.inc({ direction: 'output' }, ai.outputTokens)
    },
  }
}
