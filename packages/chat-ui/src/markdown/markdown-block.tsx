import { memo } from 'react'
import ReactMarkdown from 'react-markdown'
import remarkGfm from 'remark-gfm'
import type { Figure } from './figure.ts'
import { markFigures } from './mark-figures.ts'
import { MARKDOWN_ELEMENTS } from './markdown-elements.tsx'

const PLUGINS = [remarkGfm]
const NO_PLUGINS: [] = []

/** Addresses are judged where they are used (SafeLink), so that a refused one still shows its words. */
const keepAddress = (address: string) => address

interface MarkdownBlockProps {
  text: string
  figures: readonly Figure[]
}

/** One top-level block. Memoised: a settled block is parsed and rendered once. */
export const MarkdownBlock = memo(function MarkdownBlock({ text, figures }: MarkdownBlockProps) {
  return (
    <div className="markdown-block">
      <ReactMarkdown
        remarkPlugins={PLUGINS}
        rehypePlugins={figures.length === 0 ? NO_PLUGINS : [[markFigures, { text, figures }]]}
        components={MARKDOWN_ELEMENTS}
        urlTransform={keepAddress}
      >
        {text}
      </ReactMarkdown>
    </div>
  )
})
