import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { appRouter } from './app-router.ts'

/** What a person does with what is theirs alone; everything else changes something shared. */
const PERSONAL =
  /^(?:(?:account|attachments|conversations|integrations|messages)\.|organizations\.activate$|prompts\.run$)/

function readVerbs(): string {
  const folder = fileURLToPath(new URL('../../services/src', import.meta.url))
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const verbs = files.filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  return verbs.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n')
}

/** At run time the procedures are flat, by their path; their type is that of the nested routers. */
function isMutation(procedure: object): boolean {
  return '_def' in procedure && Object(procedure._def).type === 'mutation'
}

test('every mutation of something shared names itself in an audited write', () => {
  const mutations = Object.entries(appRouter._def.procedures).flatMap(([path, procedure]) =>
    isMutation(procedure) ? [path] : [],
  )
  expect(mutations.length).toBeGreaterThan(40)
  const actions = new Set([...readVerbs().matchAll(/action: '([a-zA-Z]+\.[a-zA-Z]+)'/g)].map(([, action]) => action))
  expect(mutations.filter((path) => !PERSONAL.test(path) && !actions.has(path))).toEqual([])
})
