import { FileMark } from './file-mark.tsx'
import { formatSize } from './format-size.ts'
import type { SentFile } from './sent-file.ts'

/** Larger pictures are shown by their name: a thread should not load megabytes to be read. */
const MAX_PREVIEW_BYTES = 512 * 1024

/** The files of a message, each a way to have it again. */
export function MessageFiles({ files }: { files: readonly SentFile[] }) {
  return (
    <ul aria-label="Files" className="flex max-w-full flex-wrap justify-end gap-1.5">
      {files.map(({ url, type, name, sizeBytes }) => (
        <li key={url} className="min-w-0">
          <a
            href={url}
            download={name}
            title={name}
            className="flex min-h-10 max-w-64 items-center gap-2 rounded-lg border border-line-strong bg-raised px-2.5 py-1.5 text-[13px] transition-colors duration-(--motion-fast) hover:bg-hover"
          >
            {type.startsWith('image/') && sizeBytes <= MAX_PREVIEW_BYTES ? (
              <img
                src={url}
                alt=""
                loading="lazy"
                className="-ms-1 -my-0.5 size-7 shrink-0 rounded-md bg-bubble object-cover"
              />
            ) : (
              <FileMark type={type} />
            )}
            <bdi className="truncate font-medium">{name}</bdi>
            <bdi className="shrink-0 text-muted tabular-nums">{formatSize(sizeBytes)}</bdi>
            <span className="sr-only">, download</span>
          </a>
        </li>
      ))}
    </ul>
  )
}
