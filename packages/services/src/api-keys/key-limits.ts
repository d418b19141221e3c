import { LimitError } from '../errors.ts'

/** Null or absent: no limit. */
interface KeyLimits {
  requestsPerMinute?: number | null
  tokensPerMinute?: number | null
  dailyTokenLimit?: number | null
}

/** What a key was used for lately: answers count as one request each, whatever they asked the model. */
export interface KeyUse {
  requestsLastMinute: number
  tokensLastMinute: number
  tokensToday: number
}

/** Why a key may not be used now, or null. An answer under way is never cut off, so the last one may go over. */
export function keyRefusal(limits: KeyLimits, use: KeyUse): LimitError | null {
  if (isReached(limits.dailyTokenLimit, use.tokensToday)) {
    return new LimitError(
      'Daily tokens',
      "This agent's key has reached its tokens of the day. It goes on after midnight UTC.",
    )
  }
  if (isReached(limits.requestsPerMinute, use.requestsLastMinute)) {
    return new LimitError('Requests a minute', "This agent's key is asked too often. Try again in a minute.")
  }
  if (isReached(limits.tokensPerMinute, use.tokensLastMinute)) {
    return new LimitError(
      'Tokens a minute',
      "This agent's key has used its tokens of this minute. Try again in a minute.",
    )
  }
  return null
}

function isReached(limit: number | null | undefined, used: number): boolean {
  return limit != null && used >= limit
}
