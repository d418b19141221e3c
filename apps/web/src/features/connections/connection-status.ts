import type { Integration } from '@parley/contracts'

export interface ConnectionStatus {
  words: string
  tone: 'good' | 'warning' | 'quiet'
}

/** How a connection stands, in two or three words. */
export function connectionStatus({ isConnected, status, account }: Integration): ConnectionStatus {
  if (status === 'error') return { words: 'Permission missing', tone: 'warning' }
  if (status === 'expired') return { words: 'Reconnect to go on', tone: 'warning' }
  if (!isConnected || status === 'revoked') return { words: 'Disconnected', tone: 'quiet' }
  return account ? { words: 'Connected', tone: 'good' } : { words: 'Choose an account', tone: 'warning' }
}
