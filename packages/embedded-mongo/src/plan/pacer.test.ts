import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import { MongoServerFailure } from '../errors.ts'
import { Pacer } from './pacer.ts'

const killed = new MongoServerFailure('Interrupted', 'operation was interrupted')

describe('what an operation runs under', () => {
  test('ending it aborts its signal with the reason, and the next rest throws it', async () => {
    const pacer = new Pacer()
    const { signal } = pacer
    pacer.stop(killed)
    pacer.stop(new MongoServerFailure('InterruptedAtShutdown', 'later'))
    expect(signal.aborted).toBe(true)
    expect(signal.reason).toBe(killed)
    await expect(pacer.rest()).rejects.toBe(killed)
  })

  test('a signal asked for after the end is aborted already', () => {
    const pacer = new Pacer()
    pacer.stop(killed)
    expect(pacer.signal.reason).toBe(killed)
  })

  test('maxTimeMS aborts it by itself', async () => {
    const { signal } = new Pacer(5)
    if (!signal.aborted) await once(signal, 'abort')
    expect(signal.reason).toMatchObject({ code: 50, message: 'operation exceeded time limit' })
  })
})
