type Listener = () => void

/** Whether live events arrive. Lost means: what is shown may be old; the browser keeps trying. */
export type ConnectionState = 'ok' | 'lost'

let state: ConnectionState = 'ok'
const listeners = new Set<Listener>()

export function getConnectionState(): ConnectionState {
  return state
}

export function setConnectionState(next: ConnectionState): void {
  if (next === state) return
  state = next
  for (const listener of listeners) listener()
}

export function subscribeConnectionState(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
