import { describe, expect, test } from 'vitest'
import { type BlockSplit, EMPTY_SPLIT, splitBlocks } from './split-blocks.ts'

const ANSWER = `# Title

A paragraph that
goes on.

- one
- two

  still two

| a | b |
| - | - |
| 1 | 2 |

\`\`\`js
const x = 1

const y = 2
\`\`\`

Heading to be
---

> quoted
> text

The end.`

function stream(text: string, step: number): BlockSplit[] {
  const splits: BlockSplit[] = []
  let split = EMPTY_SPLIT
  for (let end = step; end < text.length + step; end += step) {
    split = splitBlocks(split, text.slice(0, end))
    splits.push(split)
  }
  return splits
}

describe('splitBlocks', () => {
  test.each([1, 3, 7, 50])('streamed by %i characters it ends as read at once', (step) => {
    expect(stream(ANSWER, step).at(-1)?.blocks).toEqual(splitBlocks(EMPTY_SPLIT, ANSWER).blocks)
  })

  test('no character is lost or doubled, however it is written', () => {
    for (const text of [
      ANSWER,
      'a\r\nb\r\n\r\nc',
      '\t- x\n\n\ty',
      '\n\n\nlate',
      '```\nnever closed\n\nstill code',
      ' ',
    ]) {
      for (const { blocks, text: read } of stream(text, 2))
        expect(blocks.map((block) => block.text).join('')).toBe(read)
    }
  })

  test('a fence keeps its blank lines in one block', () => {
    expect(splitBlocks(EMPTY_SPLIT, 'a\n\n```\n1\n\n2\n```\n\nb').blocks).toHaveLength(3)
  })

  test('settled blocks stay the very same', () => {
    const before = splitBlocks(EMPTY_SPLIT, ANSWER)
    const after = splitBlocks(before, `${ANSWER} And more.`)
    const settled = before.blocks.length - 2
    for (let index = 0; index < settled; index++) expect(after.blocks[index]).toBe(before.blocks[index])
  })

  test('a text that does not go on from the last is read anew', () => {
    expect(splitBlocks(splitBlocks(EMPTY_SPLIT, 'one\n\ntwo'), 'other').blocks).toEqual([{ start: 0, text: 'other' }])
  })
})
