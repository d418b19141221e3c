import { adoptSession, forgetSession } from '../../data/account.ts'
import { api } from '../../data/api.ts'
import { type Failure, toFailure, UNREACHABLE } from '../../data/failure.ts'

/** Signs up, which also signs in. Null when it went well. */
export function signUp(input: { name: string; email: string; password: string }): Promise<Failure | null> {
  return enter('sign-up/email', input)
}

export function signIn(input: { email: string; password: string }): Promise<Failure | null> {
  return enter('sign-in/email', input)
}

/** A fresh demo, signed in. */
export async function startDemo(): Promise<Failure | null> {
  try {
    await api.account.startDemo.mutate()
    await adoptSession()
    return null
  } catch (error) {
    return toFailure(error)
  }
}

export async function signOut(): Promise<Failure | null> {
  const failure = await post('sign-out', {})
  if (!failure) forgetSession()
  return failure
}

async function enter(path: string, body: object): Promise<Failure | null> {
  const failure = await post(path, body)
  if (failure) return failure
  try {
    await adoptSession()
    return null
  } catch (error) {
    return toFailure(error)
  }
}

/** The auth library answers outside tRPC: `{ code, message, fields? }` when it refuses. */
async function post(path: string, body: object): Promise<Failure | null> {
  try {
    const response = await fetch(`/api/auth/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      // A sign-out is carried out even when the tab closes on it.
      keepalive: true,
    })
    return response.ok ? null : readFailure(await response.json().catch(() => null), response)
  } catch {
    return UNREACHABLE
  }
}

function readFailure(body: unknown, response: Response): Failure {
  const said = typeof body === 'object' && body !== null ? body : {}
  const code = 'code' in said && typeof said.code === 'string' ? said.code : String(response.status)
  const message = 'message' in said && typeof said.message === 'string' ? said.message : null
  const fields = 'fields' in said ? readFields(said.fields) : undefined
  const requestId = response.headers.get('x-request-id') ?? undefined
  const userMessage = AUTH_WORDS[code] ?? message ?? 'This did not work. Please try again in a moment.'
  return { code, userMessage, requestId, fields }
}

/** Where the library's own words could be plainer. */
const AUTH_WORDS: Record<string, string> = {
  INVALID_EMAIL_OR_PASSWORD: 'This e-mail address and password do not go together.',
  USER_ALREADY_EXISTS: 'There is an account with this e-mail address already. Sign in instead.',
  USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL: 'There is an account with this e-mail address already. Sign in instead.',
}

function readFields(fields: unknown): Record<string, string[]> | undefined {
  if (typeof fields !== 'object' || fields === null) return undefined
  return Object.fromEntries(
    Object.entries(fields).map(([name, messages]) => [name, Array.isArray(messages) ? messages.map(String) : []]),
  )
}
