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
  askAgain: vi.fn(),
  saveEdit: vi.fn(),
  retrySend: vi.fn(),
  editSend: vi.fn(),
  openConversation: vi.fn(),
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

async function show(
  messages: Message[],
  pending: Parameters<typeof Thread>[0]['pending'] = [],
  canAsk = true,
): Promise<void> {
  await act(async () => {
    root.render(
      <Thread
        messages={messages}
        pending={pending}
        note={null}
        hasBefore={false}
        isLoadingBefore={false}
        isSandbox={true}
        canAsk={canAsk}
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

test('past conversations that an answer names stand below it, each a way there', async () => {
  const conversations = ['Spring sale', 'Copy'].map((title, at) => ({
    conversationId: `${at}`.repeat(24),
    title,
    lastMessageAt: '2026-11-12T08:00:00.000Z',
    messageCount: 2,
  }))
  const call = {
    id: 'c1',
    round: 0,
    textOffset: 0,
    name: 'find_past_conversations',
    arguments: {},
    state: 'succeeded' as const,
    result: { conversations },
  }
  await show([message(2, { text: 'You decided that in **Spring sale**.', functionCalls: [call] })])
  const sources = page.querySelector('section[aria-label="From your conversations"]')
  const ways = [...(sources?.querySelectorAll('button') ?? [])]
  expect(ways.map(({ textContent }) => textContent)).toEqual([expect.stringContaining('Spring sale')])
  act(() => ways[0]?.click())
  expect(actions.openConversation).toHaveBeenCalledWith('0'.repeat(24))
})

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

test('an answer that waits for the person says for what, and that other words end it', async () => {
  await show([message(1, { status: 'awaiting_approval' })])
  expect(page.textContent).toContain('Waiting for your approval. If you write something else instead, this answer ends')
  const call = { id: 'c1', round: 0, textOffset: 0, name: 'add_note', arguments: {}, state: 'running' as const }
  await show([message(1, { status: 'awaiting_connection', functionCalls: [call] })])
  expect(page.textContent).toContain('Add noteApproved')
  expect(page.textContent).toContain('Waiting for you to connect. If you write')
  await show([message(1, { status: 'complete' })])
  expect(page.textContent).not.toContain('If you write')
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

const asked = [
  message(1, { role: 'user', senderType: 'user', text: 'How did it go?' }),
  message(2, { text: 'Well', parentMessageId: '1'.padStart(24, '0') }),
]

test('the last answer can be asked for again, while nothing is being answered', async () => {
  const [question, answer] = asked
  if (!question || !answer) throw new Error('no messages')
  await show([question, { ...answer, id: 'a'.repeat(24) }, ...asked.slice(1)])
  expect([...page.querySelectorAll('button[aria-label="Ask again"]')]).toHaveLength(1)
  act(() => button('Ask again')?.click())
  expect(actions.askAgain).toHaveBeenCalledWith(answer)
  await show(asked, [], false)
  expect(button('Ask again')).toBeUndefined()
  expect(button('Edit your question')).toBeUndefined()
})

test('an earlier answer is folded where it stood, and opens with its rating and without a way on', async () => {
  const feedback = { rating: 'negative', reason: null, comment: null, submittedAt: '2026-01-02T03:04:05.000Z' } as const
  const [question, answer] = asked
  if (!question || !answer) throw new Error('no messages')
  await show([
    question,
    { ...answer, status: 'stopped', feedback },
    message(3, { ...answer, id: 'b'.repeat(24), text: 'Better' }),
  ])
  expect(page.textContent).not.toContain('Well')
  const fold = button('Earlier answer, asked again below')
  expect(fold?.getAttribute('aria-expanded')).toBe('false')
  await act(async () => fold?.click())
  expect(fold?.getAttribute('aria-expanded')).toBe('true')
  const opened = document.getElementById(fold?.getAttribute('aria-controls') ?? '')
  expect(opened?.textContent).toContain('Well')
  expect(opened?.querySelector('[aria-label="Bad answer"]')?.getAttribute('aria-pressed')).toBe('true')
  expect(button('Continue')).toBeUndefined()
})

test('an answer away from its question says which one it answers', async () => {
  const [question, answer] = asked
  if (!question || !answer) throw new Error('no messages')
  const between = message(3, { role: 'user', senderType: 'user', text: 'And May?' })
  await show([question, answer, between, message(4, { ...answer, id: 'd'.repeat(24), text: 'Better' })])
  expect(page.textContent).toContain('Asked again: How did it go?')
  await show([question, answer])
  expect(page.textContent).not.toContain('Asked again')
})

const field = () => page.querySelector('textarea')

function press(key: string, over: KeyboardEventInit = {}): void {
  act(() => {
    field()?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...over }))
  })
}

function write(text: string): void {
  const set = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value')?.set
  act(() => {
    set?.call(field(), text)
    field()?.dispatchEvent(new Event('input', { bubbles: true }))
  })
}

test('a question is changed in place: Enter saves, Shift+Enter does not, Escape leaves it and gives the keyboard back', async () => {
  await show(asked)
  act(() => button('Edit your question')?.click())
  expect(document.activeElement).toBe(field())
  expect(field()?.value).toBe('How did it go?')
  write('How did it go last week?')
  press('Enter', { shiftKey: true })
  press('Enter', { isComposing: true })
  expect(actions.saveEdit).not.toHaveBeenCalled()
  press('Escape')
  expect(field()).toBeNull()
  expect(document.activeElement).toBe(button('Edit your question'))
  act(() => button('Edit your question')?.click())
  expect(field()?.value).toBe('How did it go?')
  write('How did it go last week?')
  press('Enter')
  expect(actions.saveEdit).toHaveBeenCalledWith(asked[0], 'How did it go last week?')
  expect(field()).toBeNull()
})

test('words that did not change, or are none, are not saved', async () => {
  await show(asked)
  act(() => button('Edit your question')?.click())
  write('  ')
  press('Enter')
  expect(field()).not.toBeNull()
  write('How did it go?')
  press('Enter')
  expect(field()).toBeNull()
  expect(actions.saveEdit).not.toHaveBeenCalled()
})

test('asking again that was not sent says why, and can be sent again or left', async () => {
  const versionOf = { messageId: '2'.padStart(24, '0'), role: 'assistant' } as const
  const send = { clientMessageId: 'a', text: '', createdAt: '2026-01-02T03:04:05.000Z', versionOf }
  await show(asked, [{ ...send, failure: null }])
  expect(page.textContent).toContain('Asking again…')
  await show(asked, [{ ...send, failure: { userMessage: 'Parley cannot be reached.' } }])
  expect(page.textContent).toContain('Parley cannot be reached.')
  act(() => button('Send again')?.click())
  expect(actions.retrySend).toHaveBeenCalledWith('a')
  act(() => button('Leave it')?.click())
  expect(actions.editSend).toHaveBeenCalledWith('a')
})
