import { isBuildCurrent } from './build-stamp.mjs'
import { ROOT, run } from './run.mjs'

/** `pnpm start`: builds when the sources or the lockfile changed, then becomes the server. */
if (!isBuildCurrent()) {
  console.log('Building Parley …')
  const { code } = await run({ command: process.execPath, args: [`${ROOT}scripts/build.mjs`] })
  if (code !== 0) process.exit(code)
}
process.env.NODE_ENV ??= 'production'
process.chdir(ROOT)
await import('../apps/server/dist/server.js')
