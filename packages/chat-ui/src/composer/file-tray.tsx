import { CircleAlert, RotateCw, X } from 'lucide-react'
import { FileMark } from '../files/file-mark.tsx'
import { formatSize } from '../files/format-size.ts'
import type { DraftFile } from '../files/sent-file.ts'
import { IconButton } from '../ui/icon-button.tsx'

export interface FileTrayProps {
  files: readonly DraftFile[]
  onRemove: (key: string) => void
  onRetry: (key: string) => void
}

/** What goes with the next message: each file with how far it is, or what stands in its way. */
export function FileTray({ files, onRemove, onRetry }: FileTrayProps) {
  return (
    <>
      <ul aria-label="Files to send" className="flex max-h-56 flex-wrap gap-1.5 overflow-y-auto p-1">
        {files.map((file) => (
          <FileChip key={file.key} file={file} onRemove={onRemove} onRetry={onRetry} />
        ))}
      </ul>
      <p role="status" className="sr-only">
        {files.map(spoken).join(' ')}
      </p>
    </>
  )
}

type FileChipProps = { file: DraftFile } & Pick<FileTrayProps, 'onRemove' | 'onRetry'>

function FileChip({ file, onRemove, onRetry }: FileChipProps) {
  const { key, name, type, sizeBytes, progress, sent, problem, note } = file
  const words = problem?.userMessage ?? note
  return (
    <li
      className={`relative flex min-h-12 max-w-full min-w-0 items-center gap-2 overflow-hidden rounded-lg border ps-2.5 text-[13px] ${
        problem ? 'border-danger bg-danger-soft' : 'border-line-strong bg-sunken'
      }`}
    >
      {problem ? (
        <CircleAlert aria-hidden="true" className="size-4.5 shrink-0 text-danger" />
      ) : (
        <FileMark type={type} />
      )}
      <div className="min-w-0 py-1.5">
        <p className="flex gap-2">
          <bdi title={name} className="max-w-52 truncate font-medium">
            {name}
          </bdi>
          <bdi className="shrink-0 text-muted tabular-nums">
            {sent || problem ? formatSize(sizeBytes) : `${Math.round(progress * 100)}%`}
          </bdi>
        </p>
        {words && <p className="max-w-[44ch] text-xs text-pretty">{words}</p>}
      </div>
      <span className="flex shrink-0">
        {problem?.canRetry && (
          <IconButton label={`Try ${name} again`} onClick={() => onRetry(key)}>
            <RotateCw className="size-4" />
          </IconButton>
        )}
        <IconButton label={`Remove ${name}`} onClick={() => onRemove(key)}>
          <X className="size-4" />
        </IconButton>
      </span>
      {!sent && !problem && (
        <progress
          aria-label={`Attaching ${name}`}
          value={progress}
          className="absolute inset-x-0 bottom-0 h-0.5 w-full appearance-none [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-transparent [&::-webkit-progress-value]:bg-accent"
        />
      )}
    </li>
  )
}

function spoken({ name, sent, problem, note }: DraftFile): string {
  if (problem) return `${name} could not be attached. ${problem.userMessage}`
  return sent ? `${name} is attached. ${note ?? ''}` : `Attaching ${name}.`
}
