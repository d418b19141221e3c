// @vitest-environment happy-dom
import type { ApproveCard as ApproveCardData } from '@parley/contracts'
import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ApproveCard } from './approve-card.tsx'
import type { ApproveCardActions, ApproveStage } from './approve-stage.ts'

let root: Root
let page: HTMLElement
const actions = {
  approve: vi.fn<ApproveCardActions['approve']>(),
  edit: vi.fn<ApproveCardActions['edit']>(),
  decline: vi.fn<ApproveCardActions['decline']>(),
  forgetFailure: vi.fn<ApproveCardActions['forgetFailure']>(),
  askAgain: vi.fn(),
}

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

const CARD: ApproveCardData = {
  kind: 'approve',
  functionCallId: 'call',
  title: 'Add a note',
  description: 'Writes a note into the notebook of the team.',
  effect: 'write',
  destination: 'notes.example.com',
  arguments: { text: 'Call Ana', count: 2, isUrgent: true, people: { first: ['Ana'] } },
  parametersSchema: {
    type: 'object',
    required: ['text'],
    properties: {
      text: { type: 'string', title: 'Note', description: 'What it says.' },
      count: { type: 'integer' },
      isUrgent: { type: 'boolean' },
      people: { type: 'object' },
      kind: { enum: ['private', 'shared'] },
    },
  },
}
const ASK: ApproveStage = { name: 'ask', deciding: null, failure: null }

function show(stage: ApproveStage = ASK, card: Partial<ApproveCardData> = {}): void {
  act(() => root.render(<ApproveCard card={{ ...CARD, ...card }} stage={stage} actions={actions} />))
}

function button(name: string): HTMLButtonElement {
  const found = [...page.querySelectorAll('button')].find(({ textContent }) => textContent === name)
  if (!found) throw new Error(`No button ${name}: ${page.textContent}`)
  return found
}

function field(label: string): HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement {
  const named = [...page.querySelectorAll('label')].find(({ textContent }) => textContent?.startsWith(label))
  const found = named && document.getElementById(named.htmlFor)
  if (found instanceof HTMLInputElement || found instanceof HTMLTextAreaElement || found instanceof HTMLSelectElement) {
    return found
  }
  throw new Error(`No field ${label}: ${page.textContent}`)
}

const press = (name: string) => act(() => button(name).click())
const heading = () => page.querySelector('h3')

function type(label: string, text: string): void {
  const input = field(label)
  act(() => {
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(input), 'value')?.set?.call(input, text)
    input.dispatchEvent(new Event(input instanceof HTMLSelectElement ? 'change' : 'input', { bubbles: true }))
  })
}

test('says what would be done, by which tool, where and with what, and that nothing was done', () => {
  show()
  expect(page.querySelector('section')?.getAttribute('aria-label')).toBe('Approval: Add a note')
  expect(heading()?.textContent).toBe('“Add a note” needs your approval')
  expect(page.textContent).toContain('Nothing was done yet.')
  expect(page.textContent).toContain('Writes a note into the notebook of the team.')
  expect(page.textContent).toContain('Goes to notes.example.com')
  expect(page.textContent).not.toContain('costs money')
  const rows = [...page.querySelectorAll('dl.divide-y > div')].map(({ textContent }) => textContent)
  expect(rows).toEqual(['NoteCall Ana', 'Count2', 'Is urgentYes', expect.stringMatching(/^People\{\n {2}"first"/)])
  press('Approve')
  press('Decline')
  expect(actions.approve).toHaveBeenCalledTimes(1)
  expect(actions.decline).toHaveBeenCalledTimes(1)
})

test('says that it costs money, or that nothing leaves this server', () => {
  show(ASK, { effect: 'spends_money' })
  expect(page.textContent).toContain('This costs money at the other side.')
  show(ASK, { effect: 'spends_money', destination: undefined, arguments: {}, parametersSchema: { type: 'object' } })
  expect(page.textContent).toContain('It runs on this server.')
  expect(page.textContent).toContain('This costs money.')
  expect(page.textContent).toContain('Nothing goes with it.')
  expect([...page.querySelectorAll('button')].map(({ textContent }) => textContent)).toEqual(['Approve', 'Decline'])
})

test('while one answer is under way no other can be given, and the keyboard stays where it was', () => {
  show()
  button('Approve').focus()
  show({ name: 'ask', deciding: 'approve', failure: null })
  expect(document.activeElement).toBe(button('Approve'))
  for (const name of ['Approve', 'Edit', 'Decline']) {
    expect(button(name).getAttribute('aria-disabled')).toBe('true')
    press(name)
  }
  expect(actions.approve).not.toHaveBeenCalled()
  expect(actions.decline).not.toHaveBeenCalled()
  expect(page.querySelector('form')).toBeNull()
})

test('Edit makes a form of the list, with the keyboard in it, and sends what was typed', () => {
  show()
  press('Edit')
  expect(document.activeElement).toBe(field('Note'))
  expect(field('Note').getAttribute('aria-required')).toBe('true')
  type('Note', 'Call Bo')
  expect(page.textContent).toContain('Before: Call Ana')
  type('Count', '3')
  type('Is urgent', '1')
  type('Kind', '0')
  type('People', '{"first":["Bo"]}')
  press('Approve changed')
  expect(actions.edit).toHaveBeenCalledWith({
    text: 'Call Bo',
    count: 3,
    isUrgent: false,
    kind: 'private',
    people: { first: ['Bo'] },
  })
})

test('what cannot be read is said beside its field, with the keyboard there; nothing is sent', () => {
  show()
  press('Edit')
  type('People', '{')
  type('Count', 'x')
  press('Approve changed')
  expect(actions.edit).not.toHaveBeenCalled()
  expect(document.activeElement).toBe(field('Count'))
  const described = field('People').getAttribute('aria-describedby')?.split(' ')[0] ?? ''
  expect(document.getElementById(described)?.textContent).toBe('This is not valid JSON.')
})

test('what the server refuses of a field stands beside it, else above; typing elsewhere does not move the keyboard', () => {
  show()
  press('Edit')
  const failure = { userMessage: 'Check the marked fields.', fields: { text: 'At most 5 characters.' } }
  show({ name: 'ask', deciding: null, failure })
  expect(document.activeElement).toBe(field('Note'))
  expect(page.textContent).toContain('At most 5 characters.')
  expect(page.querySelector('[role="alert"]')).toBeNull()
  field('Count').focus()
  type('Count', '4')
  expect(document.activeElement).toBe(field('Count'))
  show({ name: 'ask', deciding: null, failure: { userMessage: 'Parley cannot be reached.', fields: {} } })
  expect(page.querySelector('[role="alert"]')?.textContent).toBe('Parley cannot be reached.')
})

test('Cancel goes back to the list as it was, with the keyboard on Edit', () => {
  show()
  press('Edit')
  type('Note', 'Something else')
  press('Cancel')
  expect(page.querySelector('form')).toBeNull()
  expect(document.activeElement).toBe(button('Edit'))
  expect(page.textContent).toContain('Call Ana')
  expect(actions.forgetFailure).toHaveBeenCalledTimes(2)
})

test('once decided, the keyboard goes to what the card now says', () => {
  show()
  button('Decline').focus()
  show({ name: 'declined' })
  expect(document.activeElement).toBe(heading())
  expect(heading()?.textContent).toBe('You declined “Add a note”')
})

test('does not take the keyboard from where the person went meanwhile', () => {
  show()
  const elsewhere = document.body.appendChild(document.createElement('input'))
  elsewhere.focus()
  show({ name: 'running' })
  expect(document.activeElement).toBe(elsewhere)
  elsewhere.remove()
})

test.each<[ApproveStage, string[], boolean]>([
  [{ name: 'approved' }, ['You approved “Add a note”', 'as soon as the rest of this answer is decided'], false],
  [{ name: 'running' }, ['“Add a note” is running', 'Waiting for notes.example.com.'], false],
  [{ name: 'done', result: { id: 7 }, durationMs: 320 }, ['“Add a note” is done', '320 ms', '"id": 7'], false],
  [{ name: 'failed', words: 'The notebook is full.' }, ['“Add a note” failed', 'The notebook is full.'], true],
  [
    { name: 'unknown', words: 'It did not answer in time.' },
    ['It is not known whether “Add a note” was done', 'Look at notes.example.com', 'It did not answer in time.'],
    true,
  ],
  [{ name: 'declined' }, ['You declined “Add a note”', 'Nothing was done.'], true],
  [{ name: 'ended', words: undefined }, ['“Add a note” did not run', 'This answer ended before it ran.'], true],
  [{ name: 'ended', words: 'The tool was changed.' }, ['“Add a note” did not run', 'The tool was changed.'], true],
])('%o has its words, what it was called with, and a way on where it was not done', (stage, words, hasWayOn) => {
  show(stage)
  for (const each of [...words, 'Call Ana']) expect(page.textContent).toContain(each)
  expect(page.textContent?.includes('Ask again')).toBe(hasWayOn)
  expect([...page.querySelectorAll('button')].some(({ textContent }) => textContent === 'Approve')).toBe(false)
})

test('words of strangers stay text, of bounded length, in a direction of their own', () => {
  show(ASK, {
    title: '<img src=x onerror=alert(1)> **bold** \u202egnp',
    description: `[link](javascript:alert(1)) ${'word '.repeat(1000)}`,
    destination: `${'a'.repeat(400)}.example`,
    arguments: Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`name${index}`, 'x'.repeat(900)])),
    parametersSchema: { properties: { name0: { title: '<b>T</b>'.repeat(50) } } },
  })
  expect(page.querySelector('img, b, strong, a')).toBeNull()
  expect(heading()?.querySelector('bdi')?.textContent).toContain('<img src=x onerror=alert(1)> **bold** \u{fffd}gnp')
  expect(page.textContent).not.toContain('\u202e')
  expect(page.textContent?.length).toBeLessThan(6000)
  expect(page.querySelectorAll('dl.divide-y > div')).toHaveLength(12)
  press('Show 28 more')
  expect(page.querySelectorAll('dl.divide-y > div')).toHaveLength(40)
  const folded = [...page.querySelectorAll('button[aria-expanded="false"]')].at(-1)
  expect(folded?.textContent).toBe('Show all 900 characters of Name39')
  act(() => folded instanceof HTMLButtonElement && folded.click())
  expect(folded?.getAttribute('aria-expanded')).toBe('true')
  expect(page.textContent).toContain('x'.repeat(900))
})
