/** The search parameters of each route, read from whatever the address bar says. Unknown values count as absent. */
const ID = /^[0-9a-f]{24}$/

/** In place of an id in the address: a conversation that begins with its first message. */
export const NEW_CONVERSATION = 'new'

export interface IndexSearch {
  panel?: 'open' | 'closed'
  conversation?: string
}

export interface ChatSearch {
  q?: string
  shown?: 'archived'
}

export interface SignInSearch {
  /** Where to go after signing in: a path of this app. */
  to?: string
}

type Raw = Record<string, unknown>

export function readIndexSearch({ panel, conversation }: Raw): IndexSearch {
  return {
    ...(panel === 'open' || panel === 'closed' ? { panel } : {}),
    ...(typeof conversation === 'string' && ID.test(conversation) ? { conversation } : {}),
  }
}

export function readChatSearch({ q, shown }: Raw): ChatSearch {
  const text = typeof q === 'string' || typeof q === 'number' ? String(q).trim().slice(0, 200) : ''
  return { ...(text ? { q: text } : {}), ...(shown === 'archived' ? { shown } : {}) }
}

export function readSignInSearch({ to }: Raw): SignInSearch {
  return typeof to === 'string' && /^\/(?![/\\])/.test(to) ? { to } : {}
}

/** The conversation an address names: an id, or null for a new one. */
export function readConversationParam(param: string | undefined): string | null {
  return param === undefined || param === NEW_CONVERSATION ? null : param
}
