import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { models } from '@parley/db'
import { expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

/** Where verbs, jobs and sign-in are; the seed and the rules of erasure name every field, whoever uses it. */
const FOLDERS = ['packages/services/src', 'packages/auth/src', 'packages/assistant/src', 'packages/connectors/src']
const ELSEWHERE = /(?:^|\/)(?:seed|erasure\/rules)\/|\.test(?:-support)?\.ts$/

function wordsOf(folder: string): string[] {
  const names = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
  const sources = names.filter((name) => name.endsWith('.ts') && !ELSEWHERE.test(name))
  return sources.flatMap((name) => readFileSync(join(ROOT, folder, name), 'utf8').match(/\w+/g) ?? [])
}

interface Paths {
  paths: Record<string, { schema?: Paths | undefined }>
}

function leavesOf({ paths }: Paths): string[] {
  return Object.entries(paths).flatMap(([path, { schema }]) =>
    schema ? leavesOf(schema).map((leaf) => `${path}.${leaf}`) : [path],
  )
}

/** Kept by the database package itself: its key checks, migrations and maintenance. */
const OF_DB = ['EncryptionKeyCheck', 'MigrationRecord', 'MaintenanceLease']

/** Fields the data model asks for that no verb names, each with what it waits for. */
const WAITING: Record<string, string> = {
  'User.emailVerified': 'kept by the auth library',
  'User.image': 'kept by the auth library',
  'Organization.logo': 'kept by the auth library',
  'Lead.campaign.utmSource': 'taken whole, as contracts name its fields',
  'Lead.campaign.utmMedium': 'taken whole, as contracts name its fields',
  'Lead.campaign.utmCampaign': 'taken whole, as contracts name its fields',
  'Lead.campaign.utmTerm': 'taken whole, as contracts name its fields',
  'Lead.campaign.utmContent': 'taken whole, as contracts name its fields',
  'Lead.campaign.gclid': 'taken whole, as contracts name its fields',
  'Lead.campaign.fbclid': 'taken whole, as contracts name its fields',
  'Lead.campaign.msclkid': 'taken whole, as contracts name its fields',
}

/** By words: a field that shares its name with something else is not found out here. */
test('every field of a model is named by a verb, or waits for one that is known', () => {
  const words = new Set(FOLDERS.flatMap(wordsOf))
  const unnamed = models
    .filter(({ modelName }) => !OF_DB.includes(modelName))
    .flatMap(({ modelName, schema }) => leavesOf(schema).map((path) => `${modelName}.${path}`))
    .filter((path) => !path.includes('$*') && !/\.(?:_id|__v|createdAt|updatedAt)$/.test(path))
    .filter(
      (path) =>
        !path
          .split('.')
          .slice(1)
          .every((word) => words.has(word)),
    )
  expect(unnamed.toSorted()).toEqual(Object.keys(WAITING).toSorted())
})

test('every model is used by a verb', () => {
  const words = new Set(FOLDERS.flatMap(wordsOf))
  const unused = models.map(({ modelName }) => modelName).filter((name) => !words.has(name) && !OF_DB.includes(name))
  expect(unused).toEqual([])
})
