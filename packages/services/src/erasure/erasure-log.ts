import { mkdir, open, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type ErasureReceipt, erasureReceiptContract } from '@parley/contracts'

/** The receipts of erasures outside the database, so that a restored backup can be erased again. */
export interface ErasureLog {
  /** Returns once it is on disk. */
  append(receipt: ErasureReceipt): Promise<void>
  /** In the order they were written. A line that is none, as a crash leaves one, is null. */
  read(): Promise<(ErasureReceipt | null)[]>
}

/** One JSON line a receipt, in a file only its owner reads (mode 0600). */
export function createErasureLog(path: string): ErasureLog {
  return {
    async append(receipt) {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      const file = await open(path, 'a', 0o600)
      try {
        // The line begins with a break too, so that a torn line before it stays alone.
        await file.appendFile(`\n${JSON.stringify(receipt)}\n`)
        await file.sync()
      } finally {
        await file.close()
      }
    },

    async read() {
      const lines = await readFile(path, 'utf8').catch((error: unknown) => {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
        throw error
      })
      return lines
        .split('\n')
        .filter((line) => line !== '')
        .map(receiptFromLine)
    },
  }
}

function receiptFromLine(line: string): ErasureReceipt | null {
  try {
    return erasureReceiptContract.parse(JSON.parse(line))
  } catch {
    return null
  }
}
