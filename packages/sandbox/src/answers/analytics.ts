import { call, type Reply, say } from '../reply.ts'
import { errorOf, resultOf, type Situation } from '../situation.ts'
import { periodAsked } from './period.ts'
import { readReport, writeReport } from './report.ts'

const ASKS = new RegExp(
  [
    /\bhow (?:did|is|are|was|were|do) (?:my|our|the)\b.{0,40}\b(?:do|doing|perform\w*|going|converting|site|website|campaigns?|ads?|traffic|sales|shop|store)\b/,
    /\b(?:which|what|why|where|when|how (?:many|much))\b.{0,30}\b(?:my|our)\b.{0,20}\b(?:campaigns?|ads?|channels?|keywords?|pages|visitors?|traffic|sales)\b/,
    /\b(?:my|our) (?:\w+ )?(?:traffic|analytics|numbers|figures|sessions|visitors|sales|revenue|performance|results)\b/,
    /\bgoogle analytics\b|\bconnect\b.{0,30}\b(?:account|analytics|ads|platform)\b/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'i',
)

const WITHOUT = `What works without it:

1. **Paste the numbers**, for example \`spend 500, 12,000 impressions, 240 clicks, 25 conversions\`, and I work out CTR, CPC, CPA and the rest in a table.
2. **Ask for a checklist** of what to look at in a weekly review.
3. **Ask what a metric means** and when it misleads.`

const BREAKDOWNS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:channels?|come from|campaigns?|traffic sources?)\b/i, 'sessionDefaultChannelGroup'],
  [/\bsources?\b/i, 'sessionSourceMedium'],
  [/\bcountr(?:y|ies)\b/i, 'country'],
  [/\bdevices?\b/i, 'deviceCategory'],
  [/\blanding pages?\b|\bpages\b/i, 'landingPage'],
]

function reportCall({ question }: Situation): Reply {
  const dimension = BREAKDOWNS.find(([pattern]) => pattern.test(question))?.[1] ?? 'date'
  return call('run_report', {
    metrics: ['sessions', 'activeUsers', 'engagementRate', 'keyEvents', 'totalRevenue'],
    dimensions: [dimension],
    dateRange: { period: periodAsked(question) },
    compareTo: 'previous_period',
  })
}

function isAnythingConnected(situation: Situation): boolean {
  return JSON.stringify(resultOf(situation, 'list_connections') ?? null).includes('google_analytics')
}

/** Looks at the connections, asks to connect where there is none, runs a report and answers with its figures alone. */
export function answerAnalytics(situation: Situation): Reply | null {
  const { question, results, toolNames } = situation
  if (!ASKS.test(question)) return null
  if (!toolNames.has('run_report'))
    return say(`I can't see those numbers from here, and I don't guess figures.\n\n${WITHOUT}`)
  const report = readReport(resultOf(situation, 'run_report'))
  if (report) return say(writeReport(report))
  const failure = errorOf(situation, 'run_report') ?? errorOf(situation, 'connect_google_analytics')
  if (failure?.includes('chose not to connect'))
    return say(
      `All right, Google Analytics stays unconnected, so I can't see those numbers and I don't guess figures.\n\n${WITHOUT}`,
    )
  if (failure) return say(`I could not get the numbers. ${failure}\n\n${WITHOUT}`)
  if (results.some(({ name }) => name === 'connect_google_analytics')) return reportCall(situation)
  if (results.some(({ name }) => name === 'list_connections'))
    return isAnythingConnected(situation) ? reportCall(situation) : call('connect_google_analytics', {})
  return call('list_connections', {})
}
