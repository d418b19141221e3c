import { type Attachment, attachmentContract, errorDataContract } from '@parley/contracts'

const UNREACHABLE = 'Parley cannot be reached. Check your connection and try again.'

/** Why the bytes of a file were not taken. */
export class UploadError extends Error {
  override name = 'UploadError'
  readonly problem: { userMessage: string; canRetry: boolean }

  constructor(userMessage: string, canRetry: boolean) {
    super(userMessage)
    this.problem = { userMessage, canRetry }
  }
}

/** Sends a file's bytes to where it was announced. By XMLHttpRequest, the one request that says how far it is. Throws UploadError. */
export function putFile(
  url: string,
  file: File,
  onProgress: (progress: number) => void,
  signal: AbortSignal,
): Promise<Attachment> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    const fail = (userMessage: string, canRetry: boolean) => reject(new UploadError(userMessage, canRetry))
    signal.addEventListener('abort', () => request.abort(), { once: true })
    request.open('PUT', url)
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? Math.min(1, loaded / total) : 0)
    request.onerror = () => fail(UNREACHABLE, true)
    request.onabort = () => fail('This file was taken away.', false)
    request.onload = () => {
      const answer = parseJson(request.responseText)
      const stored = attachmentContract.safeParse(answer)
      if (request.status === 200 && stored.success) return resolve(stored.data)
      const refused = errorDataContract.safeParse(answer)
      if (!refused.success) return fail(UNREACHABLE, true)
      fail(refused.data.userMessage, request.status >= 500 || request.status === 429)
    }
    request.send(file)
  })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
