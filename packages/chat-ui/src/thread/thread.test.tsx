// @vitest-environment happy-dom
import type { Message } from '@parley/contracts'
import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { MARKDOWN_ELEMENTS } from '../markdown/markdown-elements.tsx'
import { Thread } from './thread.tsx'
import type { ThreadActions } from './thread-types.ts'

const actions: ThreadActions = {
  loadBefore: vi.fn(),
  rate: vi.fn(),
  continueAnswer: vi.fn(),
  retrySend: vi.fn(),
  editSend: vi.fn(),
  renderCard: () => <p>A card</p>,
}

let root: Root
let page: HTMLElement

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
  vi.clearAllMocks()
  page = document.body.appendChild(document.createElement('div'))
  root = createRoot(page)
})

afterEach(() => {
  act(() => root.unmount())
  page.remove()
})

const message = (seq: number, over: Partial<Message>): Message => ({
  id: seq.toString(16).padStart(24, '0'),
  conversationId: 'c'.repeat(24),
  seq,
  role: 'assistant',
  senderType: 'agent',
  messageType: 'text',
  status: 'complete',
  parts: [],
  text: '',
  createdAt: '2026-01-02T03:04:05.000Z',
  functionCalls: [],
  metadata: {},
  ...over,
})

async function show(messages: Message[], pending: Parameters<typeof Thread>[0]['pending'] = []): Promise<void> {
  await act(async () => {
    root.render(
      <Thread
        messages={messages}
        pending={pending}
        note={null}
        hasBefore={false}
        isLoadingBefore={false}
        isSandbox={true}
        empty={<p>Nothing yet</p>}
        actions={actions}
      />,
    )
    // The Markdown renderer is a chunk of its own.
    await import('../markdown/markdown.tsx')
  })
}

const button = (name: string) =>
  [...page.querySelectorAll('button')].find((each) => (each.getAttribute('aria-label') ?? each.textContent) === name)

test('an answer that grows renders no other message again', async () => {
  const { strong } = MARKDOWN_ELEMENTS
  const rendered: string[] = []
  MARKDOWN_ELEMENTS.strong = ({ children }) => {
    rendered.push(String(children))
    return <strong>{children}</strong>
  }
  const before = [message(1, { role: 'user', text: 'Hi' }), message(2, { text: '**Settled**' })]
  const running = message(3, { status: 'streaming', text: '**Growing**' })
  await show([...before, running])
  for (let piece = 0; piece < 20; piece++)
    await show([...before, { ...running, text: `**Growing** ${'x'.repeat(piece)}` }])
  MARKDOWN_ELEMENTS.strong = strong
  expect(rendered.filter((text) => text === 'Settled')).toHaveLength(1)
  expect(rendered.filter((text) => text === 'Growing').length).toBeGreaterThanOrEqual(20)
})

test('one click rates, at once opens the reasons, and the same click withdraws', async () => {
  const answer = message(1, { text: 'Fine' })
  await show([answer])
  act(() => button('Bad answer')?.click())
  expect(actions.rate).toHaveBeenLastCalledWith(answer, { rating: 'negative' })

  const feedback = { rating: 'negative', reason: null, comment: null, submittedAt: answer.createdAt } as const
  const rated = { ...answer, feedback }
  await show([rated])
  act(() => button('Wrong numbers')?.click())
  expect(actions.rate).toHaveBeenLastCalledWith(rated, { rating: 'negative', reason: 'wrong_numbers' })
  act(() => button('Bad answer')?.click())
  expect(actions.rate).toHaveBeenLastCalledWith(rated, { rating: null })
})

test('a failed answer says why where it ended; Retry when nothing was kept, Continue otherwise', async () => {
  const failed = message(1, { status: 'failed', error: { code: 'X', userMessage: 'The model did not answer.' } })
  await show([failed])
  expect(page.textContent).toContain('The model did not answer.')
  act(() => button('Retry')?.click())
  expect(actions.continueAnswer).toHaveBeenCalledWith(failed)
  await show([message(1, { status: 'stopped', text: 'Half' })])
  expect(button('Continue')).toBeDefined()
})

test('words that were not sent stay, with the reason and both ways on', async () => {
  const failure = { userMessage: 'Parley cannot be reached.', requestId: 'r-1' }
  await show([], [{ clientMessageId: 'a', text: 'My words', createdAt: '2026-01-02T03:04:05.000Z', failure }])
  expect(page.textContent).toContain('My words')
  expect(page.textContent).toContain('Parley cannot be reached.')
  act(() => button('Send again')?.click())
  act(() => button('Edit')?.click())
  expect(actions.retrySend).toHaveBeenCalledWith('a')
  expect(actions.editSend).toHaveBeenCalledWith('a')
})

test('what the sandbox said is marked, an empty thread says what it is for', async () => {
  await show([message(1, { text: 'Hello' })])
  expect(page.textContent).toContain('Sandbox')
  await show([])
  expect(page.textContent).toContain('Nothing yet')
})

test('an answer that was cut short says so', async () => {
  const ai = {
    model: 'm',
    inputTokens: 1,
    outputTokens: 1,
    tokensUsed: 2,
    costUsd: null,
    finishReason: 'length',
  } as const
  await show([message(1, { text: 'Long', ai })])
  expect(page.textContent).toContain('reached its length limit')
})
