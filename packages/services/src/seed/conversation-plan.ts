import type { Conversation } from '@parley/contracts'
import type { Types } from 'mongoose'
import { type Random, randomOf } from './random.ts'
import { type SeedIds, seedIds } from './seed-id.ts'
import type { SeedAgent, SeedOwner, SeedTenant } from './seed-tenant.ts'
import { type SeedTopic, seedTopics } from './topics/index.ts'
import { pickVocabulary, type Vocabulary } from './vocabulary.ts'

const DAY_SECONDS = 86_400
const SEED_DAYS = 90

/** What is decided about a conversation before anything is said in it. */
export interface ConversationPlan {
  ids: SeedIds
  random: Random
  owner: SeedOwner
  agent: SeedAgent
  leadId?: Types.ObjectId
  channel: Conversation['channel']
  topic: SeedTopic
  words: Vocabulary
  model: string
  /** Between a question and the next, in ms: reading, thinking, coming back later. */
  pauses: readonly number[]
  /** How long each answer takes, in ms. */
  answers: readonly number[]
  startedAt: Date
  isLatest: boolean
}

const MODELS = [
  ['gpt-4.1-mini', 70],
  ['gpt-4o-mini', 15],
  ['gpt-4.1', 12],
  // Of a server whose prices Parley does not know: what it costs stays open.
  ['mistral-small-latest', 3],
] as const
const CHANNELS = [
  ['chat', 74],
  ['email', 10],
  ['voice', 7],
  ['sms', 6],
  ['video', 3],
] as const
/** How many questions, and how likely; more than 25 do not fit the conversation's window. */
const LENGTHS: readonly (readonly [readonly [number, number], number])[] = [
  [[1, 2], 40],
  [[3, 4], 38],
  [[5, 8], 16],
  [[10, 16], 5],
]
const LONG = [27, 48] as const
const LONG_EVERY = 60

/** The `number`th of `count` conversations of a tenant, from 90 days ago until `now`, the oldest first. */
export function planConversation(tenant: SeedTenant, number: number, count: number, now: Date): ConversationPlan {
  const random = randomOf(`${tenant.path}:conversation:${number}`)
  const secondsAgo = secondsBefore(number, count)
  const ids = conversationIds(tenant, number, count)
  const [fewest, most] = number % LONG_EVERY === LONG_EVERY - 20 ? LONG : random.weighted(LENGTHS)
  const questions = random.whole(fewest, most)
  const pauses = Array.from({ length: questions }, () =>
    random.chance(0.03) ? random.whole(2, 9) * 3_600_000 : random.whole(15, 200) * 1000,
  )
  const answers = Array.from({ length: questions }, () => random.whole(900, 9000))
  const lastsMs = [...pauses, ...answers].reduce((sum, ms) => sum + ms, 0)
  const startMs = Math.min(now.getTime() - secondsAgo * 1000, now.getTime() - lastsMs - 60_000)
  const isVisitor = tenant.hasVisitors && random.chance(0.15)
  const leadId =
    isVisitor && random.chance(0.6) ? tenant.leadIds[random.whole(0, tenant.leadIds.length - 1)] : undefined
  return {
    ids,
    random,
    owner: isVisitor
      ? { visitorId: `visitor-${ids.own.toHexString().slice(8, 18)}` }
      : { userId: writerOf(tenant, random) },
    agent: random.pick(tenant.agents),
    ...(leadId && { leadId }),
    channel: isVisitor ? 'chat' : random.weighted(CHANNELS),
    topic: topicOf(number),
    words: pickVocabulary(random),
    model: random.weighted(MODELS),
    pauses,
    answers,
    startedAt: new Date(workingHour(startMs, now.getTime() - lastsMs - 60_000)),
    isLatest: number === count - 1,
  }
}

function secondsBefore(number: number, count: number): number {
  return (SEED_DAYS * DAY_SECONDS * (count - 1 - number)) / count
}

export function conversationIds({ path }: Pick<SeedTenant, 'path'>, number: number, count: number): SeedIds {
  return seedIds(`${path}:conversation:${number}`, secondsBefore(number, count))
}

/** In turns, so that a few conversations already show what there is. */
function topicOf(number: number): SeedTopic {
  const topic = seedTopics[number % seedTopics.length]
  if (!topic) throw new Error('The seed has no topics')
  return topic
}

/** The first of those who write talks most. */
function writerOf({ writers }: SeedTenant, random: Random): Types.ObjectId {
  return random.weighted(writers.map((userId, index) => [userId, 1 / (index + 1)] as const))
}

/** The same day, between 7 and 19 o'clock UTC; `latest` at the latest. */
function workingHour(ms: number, latest: number): number {
  const ofDay = ms % (DAY_SECONDS * 1000)
  return Math.min(ms - ofDay + 7 * 3_600_000 + ofDay / 2, latest)
}
