import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'
import type { HttpContext } from './http-context.ts'
import { answerError } from './http-error.ts'

const FOREVER = 'public, max-age=31536000, immutable'
const ASK_EACH_TIME = 'no-cache'

/** The built web app: hashed files are kept for good, its page is asked for each time, and every address of the app gets the page. */
export function staticFiles(folder: string): Hono<HttpContext> {
  const app = new Hono<HttpContext>()
  if (!existsSync(join(folder, 'index.html'))) {
    return app.get('*', (c) =>
      answerError(c, 'NOT_FOUND', 'The web app is not built. Run pnpm build, or use pnpm dev.'),
    )
  }
  // What the build tool left for itself.
  app.get('/.*', (c) => answerError(c, 'NOT_FOUND', 'There is no such file.'))
  app.use(
    '*',
    serveStatic({
      root: folder,
      precompressed: true,
      onFound: (path, c) => {
        c.header('cache-control', /[\\/]assets[\\/]/.test(path) ? FOREVER : ASK_EACH_TIME)
      },
    }),
  )
  app.get('*', async (c, next) => {
    if (/\.\w+$/.test(c.req.path)) return answerError(c, 'NOT_FOUND', 'There is no such file.')
    await next()
    c.header('cache-control', ASK_EACH_TIME)
  })
  app.get('*', serveStatic({ path: join(folder, 'index.html'), precompressed: true }))
  return app
}
