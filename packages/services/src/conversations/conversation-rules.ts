import type { Conversation } from '@parley/contracts'
import { ConflictError, NotFoundError } from '../errors.ts'

export type LifecycleAction = 'end' | 'archive' | 'restore' | 'remove'
type Status = Conversation['status']

export interface Lifecycle {
  status: Status
  statusBefore?: Status | null | undefined
  endedAt?: Date | null | undefined
}

export interface LifecycleChange {
  status: Status
  statusBefore?: Status
  set: Partial<Record<'endedAt' | 'archivedAt' | 'deletedAt', Date>>
  unset: ('archivedAt' | 'deletedAt')[]
}

/** Null when the conversation is already as asked; throws ConflictError where the action is not possible. */
export function changeOfLifecycle(now: Lifecycle, action: LifecycleAction, at: Date): LifecycleChange | null {
  switch (action) {
    case 'end':
      if (now.status === 'ended') return null
      if (now.status !== 'active') {
        throw new ConflictError(`end: status ${now.status}`, 'Restore this conversation first, then end it.')
      }
      return { status: 'ended', set: { endedAt: at }, unset: [] }
    case 'archive':
      if (now.status === 'archived') return null
      if (now.status === 'deleted') {
        throw new ConflictError('archive: status deleted', 'Restore this conversation first, then archive it.')
      }
      return { status: 'archived', statusBefore: now.status, set: { archivedAt: at }, unset: [] }
    case 'remove':
      if (now.status === 'deleted') return null
      return { status: 'deleted', statusBefore: now.status, set: { deletedAt: at }, unset: [] }
    case 'restore':
      return restored(now)
  }
}

function restored(now: Lifecycle): LifecycleChange | null {
  const whole = now.endedAt ? 'ended' : 'active'
  if (now.status === 'deleted') {
    // It is being purged: see life/purge-conversation.ts.
    if (now.statusBefore === 'deleted') throw new NotFoundError('conversation')
    return { status: now.statusBefore ?? whole, statusBefore: whole, set: {}, unset: ['deletedAt'] }
  }
  if (now.status === 'archived') {
    return { status: now.statusBefore ?? whole, statusBefore: whole, set: {}, unset: ['archivedAt'] }
  }
  return null
}

/** Throws unless new messages may be written. */
export function requireOpen(conversation: { status: Status }): void {
  if (conversation.status === 'active') return
  const what =
    conversation.status === 'archived'
      ? 'This conversation is archived. Restore it to write in it again.'
      : 'This conversation has ended. Start a new one to go on.'
  throw new ConflictError(`The conversation is ${conversation.status}`, what)
}
