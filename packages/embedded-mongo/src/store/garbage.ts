import { afterPrefix, type Key } from './keyspace.ts'
import type { Store } from './store.ts'

const KEYS_PER_STEP = 1000

/** Removes what drops left behind, in small commits between other work. Ends when nothing is left or `isStopped`. */
export async function collectGarbage(store: Store, isStopped: () => boolean): Promise<void> {
  for (let mark = firstMark(store); mark !== undefined && !isStopped(); mark = firstMark(store)) {
    const { batch } = removeSome(store, mark)
    await batch?.done
  }
}

function firstMark(store: Store): Key | undefined {
  const marks = store.writersView.range('g', 'h')
  const first = marks.next()
  marks.return(undefined)
  return first.done ? undefined : first.value.key
}

function removeSome(store: Store, mark: Key) {
  const prefix = mark.slice(1)
  return store.apply((statement) => {
    const keys: Key[] = []
    for (const { key } of statement.range(prefix, afterPrefix(prefix))) {
      keys.push(key)
      if (keys.length === KEYS_PER_STEP) break
    }
    for (const key of keys) statement.remove(key)
    if (keys.length < KEYS_PER_STEP) statement.remove(mark)
  })
}
