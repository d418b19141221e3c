import type { DocumentStream } from './cursors.ts'

/** A query over a collection that is not there. */
export const EMPTY_STREAM: DocumentStream = {
  isDone: true,
  next: async () => [],
  pause: () => undefined,
  close: () => undefined,
}
