import { memo, useState } from 'react'
import { type Figure, figuresIn, NO_FIGURES } from './figure.ts'
import { MarkdownBlock } from './markdown-block.tsx'
import { EMPTY_SPLIT, splitBlocks } from './split-blocks.ts'

interface MarkdownProps {
  text: string
  /** Numbers to underline as found in no result. */
  figures?: readonly Figure[]
}

/** Markdown that may still be growing. Only the blocks that changed since the last text are parsed and rendered. */
export const Markdown = memo(function Markdown({ text, figures = NO_FIGURES }: MarkdownProps) {
  const [split, setSplit] = useState(EMPTY_SPLIT)
  const current = splitBlocks(split, text)
  // The split of the last render is the starting point of the next; React re-runs this component before it paints.
  if (current !== split) setSplit(current)

  return (
    <div className="markdown" dir="auto">
      {current.blocks.map((block) => (
        <MarkdownBlock
          key={block.start}
          text={block.text}
          figures={figuresIn(figures, block.start, block.text.length)}
        />
      ))}
    </div>
  )
})
