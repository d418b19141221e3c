import { lazy, Suspense } from 'react'
import type { FileTrayProps } from './file-tray.tsx'

const FileTray = lazy(() => import('./file-tray.tsx').then((module) => ({ default: module.FileTray })))

/** Nothing where there are no files; their place is kept while its code arrives. */
export function LazyFileTray(props: FileTrayProps) {
  return (
    props.files.length > 0 && (
      <Suspense fallback={<div className="h-14" />}>
        <FileTray {...props} />
      </Suspense>
    )
  )
}
