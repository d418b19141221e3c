import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

/**
 * Prints what a browser loads, in KB of gzipped JavaScript, from the last build: `pnpm --filter @parley/web size`. A page's set is its
 * entry and lazy modules with everything they import statically.
 */
const dist = fileURLToPath(new URL('dist/', import.meta.url))
const manifest = JSON.parse(readFileSync(`${dist}.vite/manifest.json`, 'utf8'))

const SETS = {
  'first paint, /': ['index.html', 'src/routes/index-page.tsx'],
  'first paint, /chat': ['index.html', 'src/routes/chat-page.tsx'],
  'rendered answer, /': [
    'index.html',
    'src/routes/index-page.tsx',
    'src/routes/panel-chat.tsx',
    'src/markdown/markdown.tsx',
  ],
  'rendered answer, /chat': ['index.html', 'src/routes/chat-page.tsx', 'src/markdown/markdown.tsx'],
}

function keyOf(source) {
  const key = Object.keys(manifest).find((each) => each === source || each.endsWith(`/${source}`))
  if (!key) throw new Error(`The build has no ${source}. Build first: pnpm build`)
  return key
}

function filesOf(keys, files = new Set()) {
  for (const key of keys) {
    const { file, imports = [] } = manifest[key]
    if (files.has(file)) continue
    files.add(file)
    filesOf(imports, files)
  }
  return files
}

for (const [name, sources] of Object.entries(SETS)) {
  const files = [...filesOf(sources.map(keyOf))].filter((file) => file.endsWith('.js'))
  const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(dist + file), { level: 9 }).length, 0)
  process.stdout.write(`${name}: ${(bytes / 1024).toFixed(1)} KB\n`)
}
