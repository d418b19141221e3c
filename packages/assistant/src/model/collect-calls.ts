import type { ModelChunk } from './model-client.ts'

export interface RawCall {
  id?: string
  name: string
  arguments: string
}

type Delta = Extract<ModelChunk, { type: 'toolCallDelta' }>

/**
 * Puts calls together from their fragments. Servers differ: some send no index, some the same index for every call; so a fragment
 * begins another call when it names a function and its index is new, or absent, or taken by a call of another id.
 */
export class CallCollector {
  readonly #calls: (RawCall & { index?: number })[] = []

  add(delta: Delta): void {
    const open =
      delta.index === undefined ? this.#calls.at(-1) : this.#calls.findLast(({ index }) => index === delta.index)
    const isOther =
      open &&
      delta.name !== undefined &&
      (delta.index === undefined || (delta.id !== undefined && delta.id !== open.id))
    if (!open || isOther) {
      const { index, id, name = '' } = delta
      this.#calls.push({
        ...(index !== undefined && { index }),
        ...(id !== undefined && { id }),
        name,
        arguments: delta.arguments,
      })
      return
    }
    open.arguments += delta.arguments
    if (open.name === '' && delta.name) open.name = delta.name
    if (open.id === undefined && delta.id !== undefined) open.id = delta.id
  }

  /** The calls so far, in order. */
  calls(): RawCall[] {
    return this.#calls.map(({ index: _, ...made }) => made)
  }
}
