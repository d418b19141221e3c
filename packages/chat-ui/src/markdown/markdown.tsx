import { memo, useState } from 'react'
import remend, { type RemendOptions } from 'remend'
import { type Figure, figuresIn, NO_FIGURES } from './figure.ts'
import { MarkdownBlock } from './markdown-block.tsx'
import { EMPTY_SPLIT, splitBlocks } from './split-blocks.ts'

interface MarkdownProps {
  text: string
  /** Numbers to underline as found in no result. */
  figures?: readonly Figure[]
  /** Whether more is on its way: marks that are open at its end are then taken for closed, so that none shows and goes. */
  isGrowing?: boolean
}

/** What is neither Markdown of ours nor safe to guess stays as it stands. */
const CLOSING: RemendOptions = {
  linkMode: 'text-only',
  images: false,
  htmlTags: false,
  katex: false,
  comparisonOperators: false,
}

/** Markdown that may still be growing. Only the blocks that changed since the last text are parsed and rendered. */
export const Markdown = memo(function Markdown({ text, figures = NO_FIGURES, isGrowing = false }: MarkdownProps) {
  const [split, setSplit] = useState(EMPTY_SPLIT)
  const current = splitBlocks(split, text)
  // The split of the last render is the starting point of the next; React re-runs this component before it paints.
  if (current !== split) setSplit(current)

  const last = current.blocks.at(-1)
  return (
    <div className="markdown" dir="auto">
      {current.blocks.map((block) => (
        <MarkdownBlock
          key={block.start}
          text={isGrowing && block === last ? remend(block.text, CLOSING) : block.text}
          figures={figuresIn(figures, block.start, block.text.length)}
        />
      ))}
    </div>
  )
})
