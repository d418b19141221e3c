import { lexer } from 'marked'

/** A text cut into its top-level Markdown blocks. Joined, the blocks are the text. */
export interface BlockSplit {
  text: string
  blocks: readonly string[]
}

export const EMPTY_SPLIT: BlockSplit = { text: '', blocks: [] }

/**
 * Cuts `text` into blocks, reusing what `previous` already settled. Only the last two blocks can still change when text is appended
 * (a list goes on after a blank line, a paragraph becomes a heading by its underline), so only they are read again.
 */
export function splitBlocks(previous: BlockSplit, text: string): BlockSplit {
  if (text === previous.text) return previous
  const settled = text.startsWith(previous.text) ? previous.blocks.slice(0, -2) : []
  const start = settled.reduce((length, block) => length + block.length, 0)
  return { text, blocks: [...settled, ...lexBlocks(text.slice(start))] }
}

/** Blank lines stay with the block before them, so that they are never blocks of their own. */
function lexBlocks(text: string): string[] {
  const blocks: string[] = []
  let offset = 0
  for (const token of lexer(text, { gfm: true })) {
    const raw = sourceOf(text, offset, token.raw)
    offset += raw.length
    if (token.type === 'space' && blocks.length > 0) blocks[blocks.length - 1] += raw
    else if (raw) blocks.push(raw)
  }
  const rest = text.slice(offset)
  if (rest) blocks.push(rest)
  return blocks
}

/** marked normalises line ends and tabs in `raw`; where it did, the rest of the text is taken as one block rather than cut wrongly. */
function sourceOf(text: string, offset: number, raw: string): string {
  return text.startsWith(raw, offset) ? raw : text.slice(offset)
}
