import type { Auth } from '@parley/auth'
import { type ExportEntry, openAccountExport } from '@parley/services'
import { makeZip } from 'client-zip'
import type { Context } from 'hono'
import type { HttpContext } from './http-context.ts'
import { answerError } from './http-error.ts'

async function* zipInputs(entries: AsyncIterable<ExportEntry>) {
  for await (const { name, lastModified, content } of entries) yield { name, lastModified, input: content }
}

/** GET /api/account/export: everything about the person who is signed in as a ZIP, written as fast as it is read. */
export function accountExport({ auth, now }: { auth: Auth; now: () => Date }) {
  return async (c: Context<HttpContext>): Promise<Response> => {
    const actor = await auth.readActor(c.req.raw.headers)
    if (!actor) return answerError(c, 'UNAUTHORIZED', 'Please sign in to go on.')
    const entries = await openAccountExport({ ctx: { actor, now } })
    return c.body(makeZip(zipInputs(entries), { buffersAreUTF8: true }), 200, {
      'content-type': 'application/zip',
      'content-disposition': `attachment; filename="parley-export-${now().toISOString().slice(0, 10)}.zip"`,
      'cache-control': 'private, no-store',
    })
  }
}
