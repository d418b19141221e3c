import { api, forgetAccountWhenSignedOut } from '../../data/api.ts'
import type { EventTabPorts, TabMessage } from './event-tab.ts'

const RETRY_MS = 3000

/** The tabs of this browser in which one person is signed in. Where there are no Web Locks (plain HTTP), every tab leads itself. */
export function browserTabs(userId: string): EventTabPorts {
  const name = `parley.events.${userId}`
  return {
    takeLead: 'locks' in navigator ? (lead) => takeLock(name, lead) : (lead) => lead(),
    watch: watchEvents,
    channel: 'locks' in navigator ? openChannel(name) : { post: () => {}, listen: () => () => {} },
  }
}

function takeLock(name: string, lead: () => () => void): () => void {
  const waiting = new AbortController()
  let giveUp: (() => void) | null = null
  navigator.locks
    .request(name, { signal: waiting.signal }, () => {
      // A request that was granted just before it was called off still gets here.
      if (waiting.signal.aborted) return
      const stop = lead()
      return new Promise<void>((release) => {
        giveUp = () => {
          stop()
          release()
        }
      })
    })
    .catch(() => undefined)
  return () => (giveUp ? giveUp() : waiting.abort())
}

function openChannel(name: string): EventTabPorts['channel'] {
  const channel = new BroadcastChannel(name)
  return {
    post: (message) => channel.postMessage(message),
    listen(listener) {
      channel.onmessage = ({ data }: MessageEvent<TabMessage>) => listener(data)
      return () => channel.close()
    },
  }
}

const watchEvents: EventTabPorts['watch'] = (after, onEvent, onLost) => {
  let lastEventId = after
  let close = () => {}
  let isClosed = false
  let retry: ReturnType<typeof setTimeout> | undefined

  const connect = () => {
    const subscription = api.events.watch.subscribe(
      { lastEventId },
      {
        onData({ id, data }) {
          lastEventId = id
          onEvent({ id, event: data })
        },
        onConnectionStateChange: ({ state, error }) => {
          if (state === 'pending') onLost(false)
          else if (error) onLost(true)
        },
        onComplete: again,
        onError(error) {
          forgetAccountWhenSignedOut(error)
          again()
        },
      },
    )
    close = () => subscription.unsubscribe()
  }
  const again = () => {
    if (isClosed) return
    onLost(true)
    clearTimeout(retry)
    retry = setTimeout(connect, RETRY_MS)
  }

  connect()
  return () => {
    isClosed = true
    clearTimeout(retry)
    close()
  }
}
