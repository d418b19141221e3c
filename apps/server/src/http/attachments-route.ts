import { Readable } from 'node:stream'
import type { Auth } from '@parley/auth'
import { attachmentRefInput, ERROR_STATUS, MAX_ATTACHMENT_BYTES } from '@parley/contracts'
import { type Actor, AppError, openAttachment, storeAttachment } from '@parley/services'
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { describeAppError } from './describe-app-error.ts'
import type { HttpContext } from './http-context.ts'
import { answerError } from './http-error.ts'
import { tooLarge } from './too-large.ts'

/** Of a file that was announced: its bytes in by PUT, once, and out by GET, for the one whose file it is. */
export function attachmentsRoute({ auth }: { auth: Auth }): Hono<HttpContext> {
  const app = new Hono<HttpContext>()

  const answer = async (
    c: Context<HttpContext>,
    attachmentId: string,
    work: (actor: Actor, attachmentId: string) => Promise<Response>,
  ) => {
    const ref = attachmentRefInput.safeParse({ attachmentId })
    if (!ref.success) return answerError(c, 'NOT_FOUND', 'We could not find this file. It may have been deleted.')
    const actor = await auth.readActor(c.req.raw.headers)
    if (!actor) return answerError(c, 'UNAUTHORIZED', 'Please sign in to go on.')
    try {
      return await work(actor, ref.data.attachmentId)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      return c.json(describeAppError(error, c.get('requestId')), ERROR_STATUS[error.code])
    }
  }

  const isTooLarge = tooLarge('Keep the file under 10 MB.')
  app.put('/:attachmentId', bodyLimit({ maxSize: MAX_ATTACHMENT_BYTES, onError: isTooLarge }), (c) =>
    answer(c, c.req.param('attachmentId'), async (actor, attachmentId) => {
      const bytes = new Uint8Array(await c.req.arrayBuffer())
      return c.json(await storeAttachment({ ctx: { actor }, input: { attachmentId, bytes } }))
    }),
  )

  app.get('/:attachmentId', (c) =>
    answer(c, c.req.param('attachmentId'), async (actor, attachmentId) => {
      const { attachment, bytes } = await openAttachment({ ctx: { actor }, input: { attachmentId } })
      return c.body(Readable.toWeb(bytes), 200, {
        'content-type': attachment.type,
        'content-length': String(attachment.sizeBytes),
        'content-disposition': `attachment; filename*=UTF-8''${extendedValue(attachment.name)}`,
        'cache-control': 'private, no-store',
      })
    }),
  )
  return app
}

/** A name in a header's extended notation (RFC 8187). */
function extendedValue(name: string): string {
  return encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
}
