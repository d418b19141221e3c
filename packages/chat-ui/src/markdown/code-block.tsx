import { isValidElement, type ReactNode } from 'react'
import { CopyButton } from '../ui/copy-button.tsx'
import { SCROLLABLE } from '../ui/scrollable.ts'

/** A fenced block: its language, a copy button, and the code in a box that scrolls on its own. */
export function CodeBlock({ children }: { children: ReactNode }) {
  const { code, language } = readCode(children)
  return (
    <figure className="overflow-hidden rounded-lg border border-line bg-sunken">
      <figcaption className="flex items-center justify-between border-b border-line ps-3.5 text-xs text-muted">
        <span className="font-mono">{language || 'text'}</span>
        <CopyButton text={code} label="Copy code" />
      </figcaption>
      <pre {...SCROLLABLE} className="overflow-x-auto p-3.5 font-mono text-[13px] leading-relaxed" dir="ltr">
        {children}
      </pre>
    </figure>
  )
}

function readCode(node: ReactNode): { code: string; language: string } {
  if (!isValidElement<{ className?: string; children?: ReactNode }>(node))
    return { code: String(node ?? ''), language: '' }
  const { className = '', children } = node.props
  return {
    code: String(children ?? '').replace(/\n$/, ''),
    language: /language-([\w+#.-]+)/.exec(className)?.[1] ?? '',
  }
}
