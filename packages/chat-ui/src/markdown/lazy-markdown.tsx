import { lazy, Suspense, useSyncExternalStore } from 'react'
import type { Figure } from './figure.ts'

let isReady = false
const listeners = new Set<() => void>()

const importMarkdown = () => import('./markdown.tsx').then(({ Markdown }) => ({ default: Markdown })).finally(settle)

function settle(): void {
  isReady = true
  for (const listener of listeners) listener()
}

const Markdown = lazy(importMarkdown)

/** Fetches the renderer ahead of the first answer. Harmless to call again, or offline. */
export function preloadMarkdown(): void {
  importMarkdown().catch(() => undefined)
}

/** False while the renderer is on its way: a thread full of answers is then better not begun. */
export function useMarkdownReady(): boolean {
  return useSyncExternalStore(subscribe, () => isReady)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

interface LazyMarkdownProps {
  text: string
  figures: readonly Figure[]
  isGrowing: boolean
}

/** Shows the words as they are until the renderer has arrived. */
export function LazyMarkdown({ text, figures, isGrowing }: LazyMarkdownProps) {
  return (
    <Suspense fallback={<div className="markdown whitespace-pre-wrap">{text}</div>}>
      <Markdown text={text} figures={figures} isGrowing={isGrowing} />
    </Suspense>
  )
}
