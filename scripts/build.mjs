import { createReadStream, createWriteStream, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { constants, createBrotliCompress, createGzip } from 'node:zlib'
import { build } from 'esbuild'
import { hashInputs, stampBuild } from './build-stamp.mjs'
import { ROOT, run, tool } from './run.mjs'

/** Native modules, and what the database driver offers to use but we do not install. */
const EXTERNAL = [
  'lmdb',
  'msgpackr-extract',
  '@node-rs/bcrypt',
  'kerberos',
  '@mongodb-js/zstd',
  '@aws-sdk/credential-providers',
  'gcp-metadata',
  'snappy',
  'socks',
  'aws4',
  'mongodb-client-encryption',
  'bun:sqlite',
]

/** CommonJS dependencies inside an ES module still call `require` and read `__dirname`. */
const BANNER = [
  "import { createRequire as createRequireForBundle } from 'node:module'",
  "import { fileURLToPath as fileURLToPathForBundle } from 'node:url'",
  'const require = createRequireForBundle(import.meta.url)',
  'const __filename = fileURLToPathForBundle(import.meta.url)',
  "const __dirname = fileURLToPathForBundle(new URL('.', import.meta.url))",
].join(';')

async function bundle(folder, entryPoints) {
  await build({
    absWorkingDir: join(ROOT, folder),
    entryPoints,
    outdir: 'dist',
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    sourcemap: 'linked',
    sourcesContent: false,
    external: EXTERNAL,
    banner: { js: BANNER },
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
  })
}

/** Bundles the server's processes: no `dist` between packages, one file a process. */
async function bundleServer() {
  await Promise.all([
    bundle('apps/server', {
      server: 'src/main.ts',
      'code-thread': '../../packages/assistant/src/code/code-thread.ts',
      'schema-thread': '../../packages/assistant/src/schema/schema-thread.ts',
    }),
    bundle('packages/embedded-mongo', { main: 'src/main.ts', 'read-worker': 'src/workers/read-worker.ts' }),
    bundle('packages/sandbox', { main: 'src/main.ts' }),
  ])
}

function* textFilesUnder(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* textFilesUnder(path)
    else if (/\.(js|css|html|svg|json|webmanifest|txt)$/.test(entry.name) && statSync(path).size > 1024) yield path
  }
}

/** Writes .br and .gz beside each text file, so that the server never compresses. */
async function precompress(folder) {
  for (const path of textFilesUnder(folder)) {
    const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: statSync(path).size }
    await Promise.all([
      pipeline(createReadStream(path), createBrotliCompress({ params }), createWriteStream(`${path}.br`)),
      pipeline(createReadStream(path), createGzip({ level: 9 }), createWriteStream(`${path}.gz`)),
    ])
  }
}

async function buildWeb() {
  const { code, output } = await run(tool('vite/bin/vite.js', ['build', '--logLevel', 'warn'], 'apps/web'), {
    capture: true,
    cwd: join(ROOT, 'apps/web'),
    env: { NODE_ENV: 'production' },
  })
  if (code !== 0) throw new Error(`vite build failed\n${output}`)
  await precompress(join(ROOT, 'apps/web/dist'))
}

const startedAt = performance.now()
const hash = hashInputs()
try {
  await Promise.all([bundleServer(), buildWeb()])
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
stampBuild(hash)
console.log(`Built in ${((performance.now() - startedAt) / 1000).toFixed(1)} s.`)
