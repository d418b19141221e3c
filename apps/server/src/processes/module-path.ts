import { fileURLToPath } from 'node:url'

/** Bundled, this code lies in apps/server/dist; in development in apps/server/src/processes. */
const isBundled = !import.meta.url.endsWith('.ts')
const root = new URL(isBundled ? '../../../' : '../../../../', import.meta.url)

/** The entry of a package that runs as a process of its own. */
export function modulePathOf(packageName: 'embedded-mongo' | 'sandbox'): string {
  return fileURLToPath(new URL(`packages/${packageName}/${isBundled ? 'dist/main.js' : 'src/main.ts'}`, root))
}

export const WEB_FOLDER = fileURLToPath(new URL('apps/web/dist', root))
