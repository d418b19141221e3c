/** A consent under way, kept for this tab: it survives a reload and the way to the provider and back. */
export interface OngoingAttempt {
  attemptId: string
  authorizationUrl: string
  isBlocked: boolean
}

type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

const PREFIX = 'parley.attempt.'

export function readAttempt(storage: Store, key: string): OngoingAttempt | null {
  try {
    const value: unknown = JSON.parse(storage.getItem(PREFIX + key) ?? 'null')
    return isAttempt(value) ? value : null
  } catch {
    return null
  }
}

export function keepAttempt(storage: Store, key: string, attempt: OngoingAttempt | null): void {
  try {
    if (attempt) storage.setItem(PREFIX + key, JSON.stringify(attempt))
    else storage.removeItem(PREFIX + key)
  } catch {
    // Full or forbidden: it is then known until the next reload only.
  }
}

function isAttempt(value: unknown): value is OngoingAttempt {
  return (
    typeof value === 'object' &&
    value !== null &&
    'attemptId' in value &&
    typeof value.attemptId === 'string' &&
    'authorizationUrl' in value &&
    typeof value.authorizationUrl === 'string' &&
    'isBlocked' in value &&
    typeof value.isBlocked === 'boolean'
  )
}
