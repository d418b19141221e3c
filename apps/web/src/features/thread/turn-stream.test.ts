import { describe, expect, test, vi } from 'vitest'
import { createTurnStream, type NumberedEvent, type TurnStreamPorts } from './turn-stream.ts'

function setUp() {
  const opened: (string | null)[] = []
  let emit: (event: NumberedEvent) => void = () => {}
  let breakOff = () => {}
  let frame: (() => void) | null = null
  let retry: (() => void) | null = null
  const close = vi.fn()
  const ports: TurnStreamPorts = {
    open(after, onEvent, onBroken) {
      opened.push(after)
      emit = onEvent
      breakOff = onBroken
      return close
    },
    nextFrame(paint) {
      frame = paint
      return () => {
        frame = null
      }
    },
    later(again) {
      retry = again
      return () => {
        retry = null
      }
    },
  }
  const stream = createTurnStream('m', ports)
  const text = (seq: number, words: string) => emit({ id: `1:${seq}`, event: { type: 'text', text: words } })
  return { stream, opened, close, text, paint: () => frame?.(), breakOff: () => breakOff(), retry: () => retry?.() }
}

describe('turn stream', () => {
  test('however many events arrive, who listens hears once a frame', () => {
    const { stream, text, paint } = setUp()
    const listener = vi.fn()
    stream.subscribe(listener)
    stream.open()
    for (let seq = 0; seq < 100; seq++) text(seq, 'a')
    expect(listener).not.toHaveBeenCalled()
    paint()
    expect(listener).toHaveBeenCalledTimes(1)
    expect(stream.get().text).toHaveLength(100)
  })

  test('closing keeps every event, and opening goes on after the last', () => {
    const { stream, opened, text, close } = setUp()
    const leave = stream.open()
    text(1, 'One ')
    text(2, 'two')
    leave()
    expect(close).toHaveBeenCalled()
    expect(stream.get().text).toBe('One two')
    stream.open()
    expect(opened).toEqual([null, '1:2'])
  })

  test('a broken stream is opened again where it was', () => {
    const { stream, opened, text, breakOff, retry } = setUp()
    stream.open()
    text(1, 'One')
    breakOff()
    retry()
    expect(opened).toEqual([null, '1:1'])
  })
})
