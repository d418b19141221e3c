import type { DraftFile } from '@parley/chat-ui'
import { type Attachment, type CreateAttachmentInput, createAttachmentInput } from '@parley/contracts'
import { attachableType } from './file-type.ts'
import { putFile, UploadError } from './put-file.ts'

/** As many go with a message. */
const MAX_FILES = 10

const NO_KIND =
  'Files of this kind cannot be attached. Pictures (PNG, JPEG, GIF, WebP), PDF, CSV, JSON, Markdown and plain text can.'

/** What uploading needs of the page: handed over, since what a lazy module imports itself is split off the page's own. */
export interface Uploads {
  /** Changes the files of the draft. */
  change(edit: (files: DraftFile[]) => DraftFile[]): void
  newKey(): string
  say(words: string): void
  /** The same key names the same file, however often it is tried. */
  announce(file: CreateAttachmentInput, idempotencyKey: string, signal: AbortSignal): Promise<Attachment>
  /** Of an error of `announce`. */
  explain(error: unknown): NonNullable<DraftFile['problem']>
}

/** What was chosen and is not there yet, and the way to end its upload. */
const chosenFiles = new Map<string, { file: File; announced: CreateAttachmentInput; abort: AbortController }>()

/** Shows the files at once and uploads those that may be attached; the others say why not. */
export function attachFiles(chosen: readonly File[], uploads: Uploads): void {
  uploads.change((before) => {
    const taken = chosen.slice(0, Math.max(0, MAX_FILES - before.length))
    if (taken.length < chosen.length) uploads.say(`At most ${MAX_FILES} files go with a message.`)
    return [...before, ...taken.map((file) => begin(file, uploads))]
  })
}

export function retryFile(key: string, uploads: Uploads): void {
  patch(uploads, key, { progress: 0, problem: null })
  void upload(key, uploads)
}

/** Ends the upload of a file that was taken away. Its announced place is cleared on the server after some days. */
export function forgetFile(key: string): void {
  chosenFiles.get(key)?.abort.abort()
  chosenFiles.delete(key)
}

function begin(file: File, uploads: Uploads): DraftFile {
  const { name, size: sizeBytes } = file
  const key = uploads.newKey()
  const type = attachableType(file)
  const draft = { key, name, sizeBytes, type: type ?? '', progress: 0, sent: null, note: null }
  if (type === null) return { ...draft, problem: { userMessage: NO_KIND, canRetry: false } }
  const announced = createAttachmentInput.safeParse({ name, type, sizeBytes })
  const [issue] = announced.error?.issues ?? []
  if (!announced.success) return { ...draft, problem: { userMessage: issue?.message ?? NO_KIND, canRetry: false } }
  chosenFiles.set(key, { file, announced: announced.data, abort: new AbortController() })
  // Once the draft holds it.
  queueMicrotask(() => void upload(key, uploads))
  return { ...draft, problem: null }
}

async function upload(key: string, uploads: Uploads): Promise<void> {
  const chosen = chosenFiles.get(key)
  if (!chosen) return
  const { file, announced, abort } = chosen
  try {
    const { url } = await uploads.announce(announced, key, abort.signal)
    const onProgress = (progress: number) => patch(uploads, key, { progress })
    const stored = await putFile(url, file, onProgress, abort.signal)
    const { name, type, sizeBytes } = stored
    patch(uploads, key, { progress: 1, sent: { url, name, type, sizeBytes }, note: noteOn(stored) })
    chosenFiles.delete(key)
  } catch (error) {
    if (abort.signal.aborted) return
    patch(uploads, key, { problem: error instanceof UploadError ? error.problem : uploads.explain(error) })
  }
}

function patch({ change }: Uploads, key: string, changed: Partial<DraftFile>): void {
  change((files) => files.map((file) => (file.key === key ? { ...file, ...changed } : file)))
}

function noteOn({ type, hasText }: Attachment): string | null {
  if (hasText) return null
  return type.startsWith('image/')
    ? 'It goes along, but the assistant cannot see pictures.'
    : 'No text was found in it, so the assistant cannot read it.'
}
