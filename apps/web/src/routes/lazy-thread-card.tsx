import { lazy, Suspense } from 'react'
import type { ThreadCardProps } from './thread-card.tsx'

const ThreadCard = lazy(() => import('./thread-card.tsx').then((module) => ({ default: module.ThreadCard })))

/** A card's place is kept while its code arrives. */
export function LazyThreadCard(props: ThreadCardProps) {
  return (
    <Suspense fallback={<div className="h-52 rounded-xl border border-line" />}>
      <ThreadCard {...props} />
    </Suspense>
  )
}
