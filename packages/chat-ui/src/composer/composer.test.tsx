// @vitest-environment happy-dom
import { act, createRef } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Composer, type ComposerProps } from './composer.tsx'

let root: Root
let page: HTMLElement
const onSend = vi.fn()
const onStop = vi.fn()

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
