import type { ComponentProps, ReactNode } from 'react'
import type { Components } from 'react-markdown'
import { SCROLLABLE } from '../ui/scrollable.ts'
import { CodeBlock } from './code-block.tsx'
import { safeUrl } from './safe-url.ts'
import { UnsupportedFigure } from './unsupported-figure.tsx'

/** What each Markdown element becomes. Nothing here loads anything from elsewhere. */
export const MARKDOWN_ELEMENTS: Components = {
  a: ({ href, children }) => <SafeLink address={href}>{children}</SafeLink>,
  img: ({ src, alt }) => (
    <SafeLink address={typeof src === 'string' ? src : undefined}>Image: {alt || 'no description'}</SafeLink>
  ),
  pre: ({ children }) => <CodeBlock>{children}</CodeBlock>,
  table: ({ children }) => (
    <section {...SCROLLABLE} aria-label="Table" className="scroll-edges overflow-x-auto rounded-lg border border-line">
      <table>{children}</table>
    </section>
  ),
  input: ({ checked }: ComponentProps<'input'>) => (
    <input
      type="checkbox"
      checked={checked === true}
      disabled
      aria-label={checked ? 'Done' : 'Not done'}
      className="me-2"
    />
  ),
  // Only our own: an answer's HTML stays text.
  mark: ({ children }) => <UnsupportedFigure>{children}</UnsupportedFigure>,
  // Answers begin at any level and skip levels; on the page each of their headings stands one below the message's own.
  h1: ({ children }) => <h3 data-level="1">{children}</h3>,
  h2: ({ children }) => <h3 data-level="2">{children}</h3>,
  h3: ({ children }) => <h3 data-level="3">{children}</h3>,
  h4: ({ children }) => <h3 data-level="4">{children}</h3>,
  h5: ({ children }) => <h3 data-level="4">{children}</h3>,
  h6: ({ children }) => <h3 data-level="4">{children}</h3>,
}

function SafeLink({ address, children }: { address: string | undefined; children: ReactNode }) {
  const href = safeUrl(address)
  if (!href) return <span>{children}</span>
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  )
}
