import { askModel } from './ask-model.ts'
import type { ModelClient, ModelRequest } from './model/model-client.ts'
import type { UsageMeter } from './usage-meter.ts'

/** A request that is under way before anyone may hear the answer. */
export interface AheadRequest {
  /** Answers its first request with what was asked ahead, and asks for every other. */
  client: ModelClient
  /** Ends a request that nobody has heard, and counts what had come of it. */
  end(meter: UsageMeter): Promise<void>
}

/** Sends a request at once and holds what comes of it, errors too, until it is read. `abort` ends the request's signal. */
export function askAhead(client: ModelClient, request: ModelRequest, abort: () => void): AheadRequest {
  const answer = client.stream(request)[Symbol.asyncIterator]()
  const first = answer.next()
  first.catch(() => undefined) // thrown where it is read
  let isHeard = false

  const ahead: ModelClient = {
    model: client.model,
    stream(later) {
      if (isHeard) return client.stream(later)
      isHeard = true
      return { [Symbol.asyncIterator]: () => startingWith(first, answer) }
    },
  }
  return {
    client: ahead,
    async end(meter) {
      if (isHeard) return
      abort()
      await askModel(ahead, request, meter, () => false).catch(() => undefined)
    },
  }
}

function startingWith<Item>(first: Promise<IteratorResult<Item>>, rest: AsyncIterator<Item>): AsyncIterator<Item> {
  let held: Promise<IteratorResult<Item>> | null = first
  return {
    next() {
      const next = held ?? rest.next()
      held = null
      return next
    },
    return: async (value) => (await rest.return?.(value)) ?? { done: true, value },
  }
}
