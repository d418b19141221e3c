import { models } from '@parley/db'
import type { Schema, SchemaType } from 'mongoose'
import { expect, test } from 'vitest'
import { COLLECTIONS_OF_NOBODY, ERASE_RULES } from './index.ts'

/** Names of fields that say whose something is, wherever they stand and whatever they refer to. */
const PERSONAL = /(?:^|\.)(?:userId|visitorId|ownerKey|actorId|publishedBy|inviterId|email|grantKey)$/

function pathsOf(schema: Schema): [string, SchemaType][] {
  return Object.entries(schema.paths).flatMap(([path, type]) =>
    type.schema
      ? pathsOf(type.schema).map(([inner, own]): [string, SchemaType] => [`${path}.${inner}`, own])
      : [[path, type]],
  )
}

function personPathsOf(schema: Schema): string[] {
  return pathsOf(schema).flatMap(([path, type]) => (type.options.ref === 'User' || PERSONAL.test(path) ? [path] : []))
}

const ruled = models.filter((model) => !COLLECTIONS_OF_NOBODY.includes(model.collection.collectionName))

test.each(ruled.map((model) => [model.modelName, model] as const))(
  '%s has a rule that knows its people',
  (_name, model) => {
    const rule = ERASE_RULES.find(({ collection }) => collection === model.collection.collectionName)
    expect(rule, 'there is no rule for it in erasure/rules').toBeDefined()
    for (const path of personPathsOf(model.schema)) expect(rule?.personPaths, 'a path names a person').toContain(path)
    const known = pathsOf(model.schema).map(([path]) => path)
    for (const path of rule?.personPaths ?? []) expect(known, 'the rule names a path that is gone').toContain(path)
  },
)

test('what belongs to nobody names nobody', () => {
  for (const model of models.filter((one) => !ruled.includes(one)))
    expect([
      model.modelName,
      personPathsOf(model.schema),
      pathsOf(model.schema).some(([path]) => path === 'organizationId'),
    ]).toEqual([model.modelName, [], false])
})

test('each collection has one rule, and one that names people says what becomes of it', () => {
  const names = ERASE_RULES.map(({ collection }) => collection)
  expect(new Set(names).size).toBe(names.length)
  for (const { collection, personPaths, ofPerson, onErase } of ERASE_RULES)
    if (personPaths.length > 0) expect(ofPerson ?? onErase, collection).toBeDefined()
})
