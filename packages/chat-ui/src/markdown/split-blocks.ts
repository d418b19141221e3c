import { lexer } from 'marked'

export interface Block {
  /** Where it begins in the text: names it, since blocks only ever grow at the end. */
  start: number
  text: string
}

/** A text cut into its top-level Markdown blocks. Joined, the blocks are the text. */
export interface BlockSplit {
  text: string
  blocks: readonly Block[]
}

export const EMPTY_SPLIT: BlockSplit = { text: '', blocks: [] }

/**
 * Cuts `text` into blocks, reusing what `previous` already settled. Only the last two blocks can still change when text is appended
 * (a list goes on after a blank line, a paragraph becomes a heading by its underline), so only they are read again.
 */
export function splitBlocks(previous: BlockSplit, text: string): BlockSplit {
  if (text === previous.text) return previous
  const settled = text.startsWith(previous.text) ? previous.blocks.slice(0, -2) : []
  const last = settled.at(-1)
  return { text, blocks: [...settled, ...lexBlocks(text, last ? last.start + last.text.length : 0)] }
}

/** Blank lines stay with the block before them, so that they are never blocks of their own. */
function lexBlocks(text: string, from: number): Block[] {
  const blocks: Block[] = []
  let offset = from
  for (const token of lexer(text.slice(from), { gfm: true })) {
    const raw = sourceOf(text, offset, token.raw)
    const last = blocks.at(-1)
    if (token.type === 'space' && last) last.text += raw
    else if (raw) blocks.push({ start: offset, text: raw })
    offset += raw.length
  }
  if (offset < text.length) blocks.push({ start: offset, text: text.slice(offset) })
  return blocks
}

/** marked normalises line ends and tabs in `raw`; where it did, the rest of the text is taken as one block rather than cut wrongly. */
function sourceOf(text: string, offset: number, raw: string): string {
  return text.startsWith(raw, offset) ? raw : text.slice(offset)
}
