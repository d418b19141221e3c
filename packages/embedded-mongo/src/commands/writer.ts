import type { Pacer } from '../plan/index.ts'
import type { Batch } from '../store/batch.ts'
import type { Statement } from '../store/statement.ts'
import type { Store, StoreView } from '../store/store.ts'
import { HeldByTransaction } from '../transactions/rivals.ts'
import type { Transaction } from '../transactions/transaction.ts'

/** How a command writes, in a transaction or outside. */
export interface Writer {
  readonly isTransaction: boolean
  /** Runs a statement to its end in one turn; waits for open transactions that hold what it needs and runs it again. */
  statement<T>(job: (statement: Statement) => T): Promise<T>
  /** A view for long reads that has every statement so far. */
  open(): Promise<StoreView>
  /** Resolves when every statement so far is durable (in a transaction: at once). */
  settle(): Promise<void>
}

export function plainWriter(store: Store, pacer: Pacer): Writer {
  const batches = new Set<Batch>()
  const settle = async () => {
    for (const batch of batches) await batch.done
    batches.clear()
  }
  return {
    isTransaction: false,
    async statement(job) {
      for (;;) {
        try {
          const { result, batch } = store.apply(job)
          if (batch) batches.add(batch)
          return result
        } catch (error) {
          if (!(error instanceof HeldByTransaction)) throw error
          await waitFor(error.transaction, pacer)
        }
      }
    },
    async open() {
      await settle()
      return store.open()
    },
    settle,
  }
}

export function transactionWriter(transaction: Transaction): Writer {
  return {
    isTransaction: true,
    statement: async (job) => transaction.apply(job),
    open: async () => viewOf(transaction),
    settle: async () => undefined,
  }
}

export const viewOf = (transaction: Transaction): StoreView => ({
  get: (key) => transaction.reader.get(key),
  range: (low, high, reverse) => transaction.reader.range(low, high, reverse),
  catalog: transaction.catalog,
  sequence: transaction.sequence,
  release: () => undefined,
})

const MAX_TIMER_MS = 0x7fff_ffff

async function waitFor(transaction: Transaction, pacer: Pacer): Promise<void> {
  const timeout = pacer.remaining()
  let timer: NodeJS.Timeout | undefined
  let forget: () => void = () => undefined
  await Promise.race([
    transaction.ended,
    new Promise<void>((resolve) => {
      forget = pacer.onStop(resolve)
      if (timeout !== undefined) timer = setTimeout(resolve, Math.min(timeout, MAX_TIMER_MS))
    }),
  ])
  clearTimeout(timer)
  forget()
  pacer.check()
}
