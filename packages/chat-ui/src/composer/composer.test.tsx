// @vitest-environment happy-dom
import { act, createRef } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { DraftFile } from '../files/sent-file.ts'
import { Composer, type ComposerProps } from './composer.tsx'

let root: Root
let page: HTMLElement
const onSend = vi.fn()
const onStop = vi.fn()
const onFiles = vi.fn()
const onRemoveFile = vi.fn()
const onRetryFile = vi.fn()

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

function show(over: Partial<ComposerProps> = {}): HTMLTextAreaElement {
  const props: ComposerProps = {
    draft: 'Hello',
    onDraftChange: () => {},
    onSend,
    onStop,
    isAnswering: false,
    disabledReason: null,
    placeholder: 'Ask',
    inputRef: createRef(),
    files: [],
    onFiles,
    onRemoveFile,
    onRetryFile,
    ...over,
  }
  act(() => root.render(<Composer {...props} />))
  const input = page.querySelector('textarea')
  if (!input) throw new Error('No textarea')
  return input
}

function press(input: HTMLElement, key: string, init: KeyboardEventInit = {}): boolean {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init })
  act(() => void input.dispatchEvent(event))
  return event.defaultPrevented
}

const button = (label: string) => page.querySelector<HTMLButtonElement>(`button[aria-label="${label}"]`)

test('Enter sends; Shift+Enter is left to break the line', () => {
  const input = show()
  expect(press(input, 'Enter', { shiftKey: true })).toBe(false)
  expect(onSend).not.toHaveBeenCalled()
  expect(press(input, 'Enter')).toBe(true)
  expect(onSend).toHaveBeenCalledTimes(1)
})

test('the Enter that ends an input method’s composition does not send', () => {
  const input = show()
  press(input, 'Enter', { isComposing: true })
  press(input, 'Enter', { keyCode: 229 })
  expect(onSend).not.toHaveBeenCalled()
})

test('blank text is not sent', () => {
  press(show({ draft: ' \n ' }), 'Enter')
  expect(onSend).not.toHaveBeenCalled()
  expect(button('Send')?.disabled).toBe(true)
})

test('while an answer runs Stop takes Send’s place, Enter waits and Escape stops', () => {
  const input = show({ isAnswering: true })
  expect(button('Send')).toBeNull()
  press(input, 'Enter')
  expect(onSend).not.toHaveBeenCalled()
  press(input, 'Escape')
  act(() => button('Stop answering')?.click())
  expect(onStop).toHaveBeenCalledTimes(2)
})

test('when it is disabled it says why and keeps the words', () => {
  const input = show({ disabledReason: 'You are offline.' })
  press(input, 'Enter')
  expect(onSend).not.toHaveBeenCalled()
  expect(input.value).toBe('Hello')
  const described = page.querySelector(`[id="${input.getAttribute('aria-describedby')}"]`)
  expect(described?.textContent).toBe('You are offline.')
})

const draftFile = (over: Partial<DraftFile> = {}): DraftFile => ({
  key: 'a',
  name: 'visits.csv',
  type: 'text/csv',
  sizeBytes: 2048,
  progress: 1,
  sent: { url: '/api/attachments/a', name: 'visits.csv', type: 'text/csv', sizeBytes: 2048 },
  problem: null,
  note: null,
  ...over,
})

async function showFiles(files: DraftFile[], over: Partial<ComposerProps> = {}): Promise<HTMLTextAreaElement> {
  const input = show({ files, ...over })
  // The tray is a chunk of its own.
  await act(() => import('./file-tray.tsx'))
  return input
}

const hint = (input: HTMLElement) => page.querySelector(`[id="${input.getAttribute('aria-describedby')}"]`)?.textContent

test('a file that is there goes along; its chip says what it is, and is taken away by its button', async () => {
  const input = await showFiles([draftFile()])
  expect(page.querySelector('ul[aria-label="Files to send"]')?.textContent).toContain('visits.csv2 kB')
  expect(page.querySelector('progress')).toBeNull()
  press(input, 'Enter')
  expect(onSend).toHaveBeenCalledTimes(1)
  act(() => button('Remove visits.csv')?.click())
  expect(onRemoveFile).toHaveBeenCalledWith('a')
  expect(document.activeElement).toBe(input)
})

test('nothing is sent while a file is on its way, and it says how far it is', async () => {
  const input = await showFiles([draftFile({ sent: null, progress: 0.4 })])
  press(input, 'Enter')
  expect(onSend).not.toHaveBeenCalled()
  expect(hint(input)).toBe('You can send when the files are there.')
  expect(page.querySelector('progress')?.getAttribute('aria-label')).toBe('Attaching visits.csv')
  expect(page.querySelector('li')?.textContent).toContain('40%')
})

test('a file that could not be attached says why, and is tried again where that may help', async () => {
  const problem = { userMessage: 'Keep the file under 10 MB.', canRetry: false }
  const input = await showFiles([draftFile({ sent: null, problem })])
  press(input, 'Enter')
  expect(onSend).not.toHaveBeenCalled()
  expect(page.querySelector('[role="status"]')?.textContent).toContain(
    'visits.csv could not be attached. Keep the file',
  )
  expect(button('Try visits.csv again')).toBeNull()
  await showFiles([draftFile({ sent: null, problem: { ...problem, canRetry: true } })])
  act(() => button('Try visits.csv again')?.click())
  expect(onRetryFile).toHaveBeenCalledWith('a')
})

test('files that are pasted are attached; a table of a spreadsheet stays words', () => {
  const input = show()
  const file = new File(['x'], 'a.csv', { type: 'text/csv' })
  const paste = (types: string[]) => {
    const event = new Event('paste', { bubbles: true, cancelable: true })
    Object.assign(event, { clipboardData: { files: [file], types } })
    act(() => void input.dispatchEvent(event))
    return event.defaultPrevented
  }
  expect(paste(['text/plain', 'text/html', 'Files'])).toBe(false)
  expect(onFiles).not.toHaveBeenCalled()
  expect(paste(['Files'])).toBe(true)
  expect(onFiles).toHaveBeenCalledWith([file])
})

test('nothing is attached where nothing can be sent', () => {
  show({ disabledReason: 'This conversation is archived.' })
  expect(button('Attach files')).toBeNull()
  show()
  expect(button('Attach files')).not.toBeNull()
})
