import { expect, test } from 'vitest'
import { attemptStage } from './attempt-stage.ts'

const ATTEMPT = { attemptId: 'a', authorizationUrl: 'http://127.0.0.1/authorize', isBlocked: false }
const { authorizationUrl } = ATTEMPT

test('it waits until the server says how the consent went', () => {
  expect(attemptStage(ATTEMPT, undefined, false)).toEqual({ name: 'waiting', authorizationUrl })
  expect(attemptStage(ATTEMPT, { status: 'pending' }, false)).toEqual({ name: 'waiting', authorizationUrl })
})

test('where the window was blocked it offers this tab', () => {
  expect(attemptStage({ ...ATTEMPT, isBlocked: true }, { status: 'pending' }, false).name).toBe('blocked')
})

test('accounts are there to choose from, a refusal says why, and neither is a dead end', () => {
  const accounts = [{ accountId: '1', name: 'One' }]
  expect(attemptStage(ATTEMPT, { status: 'choose_account', accounts }, true)).toEqual({
    name: 'choose',
    accounts,
    isSaving: true,
  })
  const error = { code: 'access_denied', userMessage: 'You said no.' }
  expect(attemptStage(ATTEMPT, { status: 'failed', error }, false)).toEqual({
    name: 'failed',
    userMessage: 'You said no.',
  })
  expect(attemptStage(ATTEMPT, { status: 'expired' }, false).name).toBe('failed')
})
