import { planningTopics } from './planning.ts'
import { reportingTopics } from './reporting.ts'
import type { SeedTopic } from './topic.ts'
import { writingTopics } from './writing.ts'

export type { SeedExchange, SeedTopic } from './topic.ts'

/** What people of the seed talk about. */
export const seedTopics: readonly SeedTopic[] = [...reportingTopics, ...writingTopics, ...planningTopics]
