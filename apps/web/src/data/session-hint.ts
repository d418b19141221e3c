const KEY = 'parley.session'

/** Remembers whether someone was signed in, so that the next visit need not ask twice. Says nothing about who, and is only a hint. */
export function expectSession(isExpected: boolean): void {
  try {
    if (isExpected) localStorage.setItem(KEY, '1')
    else localStorage.removeItem(KEY)
  } catch {
    // Without storage every visit asks.
  }
}

/** Whether the account is worth asking for: a stranger asking for one would be an error. */
export async function hasSession(signal: AbortSignal): Promise<boolean> {
  if (isExpected()) return true
  const response = await fetch('/api/auth/get-session', { signal })
  const session: unknown = response.ok ? await response.json() : null
  return session !== null
}

function isExpected(): boolean {
  try {
    return localStorage.getItem(KEY) !== null
  } catch {
    return false
  }
}
