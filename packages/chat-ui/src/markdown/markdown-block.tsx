import { memo } from 'react'
import ReactMarkdown from 'react-markdown'
import remarkGfm from 'remark-gfm'
import { MARKDOWN_ELEMENTS } from './markdown-elements.tsx'

const PLUGINS = [remarkGfm]

/** Addresses are judged where they are used (SafeLink), so that a refused one still shows its words. */
const keepAddress = (address: string) => address

/** One top-level block. Memoised by its text: a settled block is parsed and rendered once. */
export const MarkdownBlock = memo(function MarkdownBlock({ text }: { text: string }) {
  return (
    <div className="markdown-block">
      <ReactMarkdown remarkPlugins={PLUGINS} components={MARKDOWN_ELEMENTS} urlTransform={keepAddress}>
        {text}
      </ReactMarkdown>
    </div>
  )
})
