import type { Random } from './random.ts'
import { describeReport, type SeedReport } from './report.ts'
import type { SeedExchange, SeedTopic } from './topics/index.ts'
import { fill, type Vocabulary } from './vocabulary.ts'

/** Sentences that begin with a word filled in begin with a capital all the same. */
function capital(text: string): string {
  return text.replace(/^((?:\*\*)?)(\p{Ll})/u, (_, marks: string, letter: string) => marks + letter.toUpperCase())
}

/** The `number`th exchange of a conversation: the first begins the topic, the others take turns. */
export function exchangeOf({ first, follow }: SeedTopic, number: number, random: Random): SeedExchange {
  return number === 0 ? first : random.pick(follow)
}

export function questionText({ ask }: SeedExchange, words: Vocabulary, random: Random): string {
  return capital(fill(random.pick(ask), words))
}

/** What is said before the report is read. */
export function preface({ open }: SeedExchange, words: Vocabulary, random: Random): string {
  return capital(fill(random.pick(open), words))
}

/** What follows the preface: the report in words, points, a block, a close; shorter where it is spoken. */
export function answerText(
  exchange: SeedExchange,
  words: Vocabulary,
  random: Random,
  options: { report: SeedReport | undefined; isSpoken: boolean },
): string {
  const { points, block, close } = exchange
  const most = options.isSpoken ? 1 : Math.min(points.length, random.whole(2, 4))
  const offset = random.whole(0, points.length - 1)
  const chosen = Array.from({ length: most }, (_, index) => points[(offset + index) % points.length] ?? '')
  const lines = chosen.map((point) => capital(fill(point, words)))
  return [
    ...(options.report && !options.isSpoken ? [describeReport(options.report)] : []),
    ...(lines.length > 1 ? [lines.map((line) => `- ${line}`).join('\n')] : lines),
    ...(block && !options.isSpoken && random.chance(0.6) ? [fill(random.pick(block), words)] : []),
    capital(fill(random.pick(close), words)),
  ].join('\n\n')
}
