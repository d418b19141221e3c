import type { VerbContext } from '@parley/services'
import { type TrackedEnvelope, tracked } from '@trpc/server'
import type { z } from 'zod'
import { toApiError } from './api-error.ts'

/**
 * A verb's numbered events as a subscription sends them: stripped to the contract, under ids SSE repeats on reconnect. A generator
 * fails after the procedure's middleware has returned, so the error map is applied here too.
 */
export async function* trackEvents<Event>(
  verb: VerbContext,
  path: string,
  contract: z.ZodType<Event>,
  events: AsyncIterable<{ id: string; event: Event }>,
): AsyncGenerator<TrackedEnvelope<Event>, void, undefined> {
  try {
    for await (const { id, event } of events) yield tracked(id, contract.parse(event))
  } catch (error) {
    throw toApiError(error, verb, path)
  }
}
