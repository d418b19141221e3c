import { File, FileSpreadsheet, FileText, Image } from 'lucide-react'

const MARKS: readonly [RegExp, typeof File][] = [
  [/^image\//, Image],
  [/^text\/csv$/, FileSpreadsheet],
  [/^text\/|^application\/(?:pdf|json)$/, FileText],
]

/** A drawing of the kind of file; its name stands beside it. */
export function FileMark({ type }: { type: string }) {
  const Mark = MARKS.find(([pattern]) => pattern.test(type))?.[1] ?? File
  return <Mark aria-hidden="true" className="size-4.5 shrink-0 text-muted" />
}
