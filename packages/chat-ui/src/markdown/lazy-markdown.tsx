import { lazy, Suspense } from 'react'

const importMarkdown = () => import('./markdown.tsx')
const Markdown = lazy(() => importMarkdown().then((module) => ({ default: module.Markdown })))

/** Fetches the renderer ahead of the first answer. Harmless to call again, or offline. */
export function preloadMarkdown(): void {
  importMarkdown().catch(() => undefined)
}

/** Shows the words as they are until the renderer has arrived. */
export function LazyMarkdown({ text }: { text: string }) {
  return (
    <Suspense fallback={<div className="markdown whitespace-pre-wrap">{text}</div>}>
      <Markdown text={text} />
    </Suspense>
  )
}
