import type { UserEvent } from '@parley/contracts'
import { expect, test, vi } from 'vitest'
import { type EventTabPorts, joinEventTabs, type TabMessage, type WatchedEvent } from './event-tab.ts'

const event: UserEvent = { type: 'title', conversationId: 'c'.repeat(24) }

/** A browser of several tabs: one lock, one channel that never tells the sender. */
function browser() {
  const waiting: (() => void)[] = []
  let isTaken = false
  const listeners = new Set<(message: TabMessage) => void>()
  const watches: { after: string | null; emit: (watched: WatchedEvent) => void; lose: (isLost: boolean) => void }[] = []

  const tab = (): EventTabPorts => {
    let own: ((message: TabMessage) => void) | null = null
    return {
      takeLead(lead) {
        let giveUp: (() => void) | null = null
        const begin = () => {
          isTaken = true
          giveUp = lead()
        }
        if (isTaken) waiting.push(begin)
        else begin()
        return () => {
          if (!giveUp) return
          giveUp()
          isTaken = false
          waiting.shift()?.()
        }
      },
      watch(after, emit, lose) {
        watches.push({ after, emit, lose })
        return () => {}
      },
      channel: {
        post(message) {
          for (const listener of listeners) if (listener !== own) listener(message)
        },
        listen(listener) {
          own = listener
          listeners.add(listener)
          return () => listeners.delete(listener)
        },
      },
    }
  }
  return { tab, watches }
}

test('one tab watches, every tab hears each event once', () => {
  const { tab, watches } = browser()
  const heard = [vi.fn(), vi.fn()]
  for (const listener of heard) joinEventTabs(tab(), listener, () => {})
  expect(watches).toHaveLength(1)
  watches[0]?.emit({ id: '7', event })
  for (const listener of heard) expect(listener.mock.calls).toEqual([[event]])
})

test('when the leading tab goes, another goes on after the last event', () => {
  const { tab, watches } = browser()
  const leave = joinEventTabs(
    tab(),
    () => {},
    () => {},
  )
  joinEventTabs(
    tab(),
    () => {},
    () => {},
  )
  watches[0]?.emit({ id: '7', event })
  leave()
  expect(watches.map(({ after }) => after)).toEqual([null, '7'])
})

test('a lost connection is known in every tab', () => {
  const { tab, watches } = browser()
  const lost = [vi.fn(), vi.fn()]
  for (const listener of lost) joinEventTabs(tab(), () => {}, listener)
  watches[0]?.lose(true)
  for (const listener of lost) expect(listener).toHaveBeenCalledWith(true)
})

test('a tab that left tells nobody anything, whatever its connection still says', () => {
  const { tab, watches } = browser()
  const heard = vi.fn()
  const ports = tab()
  const post = vi.spyOn(ports.channel, 'post')
  const leave = joinEventTabs(ports, heard, heard)
  leave()
  watches[0]?.emit({ id: '8', event })
  watches[0]?.lose(true)
  expect(heard).not.toHaveBeenCalled()
  expect(post).not.toHaveBeenCalled()
})
