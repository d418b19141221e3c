import { isRunning } from '@parley/chat-ui'
import type { ConnectStage } from '@parley/chat-ui/cards'
import type { ConnectCard, Integration, Message } from '@parley/contracts'
import { isUsable } from '../../data/connections.ts'

interface ConnectCardSituation {
  card: ConnectCard
  message: Message
  /** The answer waits for this card. */
  isWaiting: boolean
  /** What was begun on the card itself. */
  flowStage: ConnectStage | null
  integrations: readonly Integration[]
  isSaving: boolean
}

interface ConnectCardState {
  stage: ConnectStage
  /** The connection whose accounts are offered; null where they belong to a consent that was begun here. */
  chosenOf: string | null
}

const DECLINED = 'You said not now. Connect whenever you like, then ask again.'
const ENDED = 'This answer ended before it was connected. Connect, then ask again.'
const SINCE = 'It was connected for this answer, and has been disconnected since.'

/** What a Connect card in a conversation shows: what came of the answer first, then what was begun on it, then what is connected anyway. */
export function connectCardState(situation: ConnectCardSituation): ConnectCardState {
  const { card, message, isWaiting, flowStage, integrations, isSaving } = situation
  const call = message.functionCalls.find(({ id }) => id === card.functionCallId)
  const usable = integrations.find((each) => each.platform === card.platform && isUsable(each))
  const shown = (stage: ConnectStage, chosenOf: string | null = null) => ({ stage, chosenOf })
  const connected: ConnectStage = { name: 'connected', accountName: usable?.account?.name ?? null }

  if (isWaiting) {
    if (flowStage) return shown(flowStage)
    if (usable) return shown({ name: 'choose', accounts: usable.accounts, isSaving }, usable.id)
    return shown({ name: 'offer' })
  }
  if (flowStage && flowStage.name !== 'connected') return shown(flowStage)
  const hasGoneOn = call?.state === 'succeeded' || (call?.state !== 'declined' && isRunning(message.status))
  if (usable || hasGoneOn) {
    const isHere = usable !== undefined || isRunning(message.status)
    return shown(isHere ? connected : { name: 'closed', words: SINCE })
  }
  return shown({ name: 'closed', words: call?.state === 'declined' ? DECLINED : ENDED })
}
