import { execFileSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { ROOT } from './run.mjs'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']
const FIXED = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
]

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function findInstalled() {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const onPath = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)))
  return [process.env.PARLEY_CHROMIUM ?? '', ...onPath, ...FIXED].find((path) => path !== '' && isExecutable(path))
}

function attempt(command, args) {
  try {
    execFileSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'], cwd: join(ROOT, 'e2e') })
    return true
  } catch {
    return false
  }
}

function installFromDebian() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return undefined
  console.error('No Chromium found; installing the one of this Debian …')
  attempt('apt-get', ['update', '-qq'])
  return attempt('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'])
    ? findInstalled()
    : undefined
}

async function downloadPlaywrights() {
  console.error('No Chromium found; asking Playwright to download its own …')
  const entry = join(ROOT, 'e2e/node_modules/@playwright/test')
  if (!attempt(process.execPath, [join(entry, 'cli.js'), 'install', 'chromium'])) return undefined
  const { chromium } = await import(pathToFileURL(join(entry, 'index.mjs')).href)
  return isExecutable(chromium.executablePath()) ? chromium.executablePath() : undefined
}

/** The path of a real Chromium: an installed one, else Debian's when root, else Playwright's own. Throws when none can be had. */
export async function findBrowser() {
  const found = findInstalled() ?? installFromDebian() ?? (await downloadPlaywrights())
  if (found) return found
  throw new Error(
    'The end-to-end tests need a Chromium or Chrome, and none could be found, installed by apt-get or downloaded by Playwright. ' +
      'Install one and run again, or name one in PARLEY_CHROMIUM.',
  )
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    console.log(await findBrowser())
  } catch (error) {
    console.error(error.message)
    process.exitCode = 1
  }
}
