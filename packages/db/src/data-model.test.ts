import { readFileSync } from 'node:fs'
import type { Schema } from 'mongoose'
import { describe, expect, test } from 'vitest'
import { Conversation } from './models/conversation.ts'
import { models } from './models.ts'
import { schemaRules } from './schema-rules.test-support.ts'

const page = readFileSync(new URL('../../../docs/data-model.md', import.meta.url), 'utf8')
const sections = new Map(
  page
    .split(/^## /m)
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf('\n')), section]),
)
const EVERYWHERE = ['__v', '_id', 'createdAt', 'updatedAt']

function fieldsLine(name: string): string {
  return /^Fields: (.*)$/m.exec(sections.get(name) ?? '')?.[1] ?? ''
}

function rulesLine(name: string): string {
  return /^Rules: (.*)$/m.exec(sections.get(name) ?? '')?.[1] ?? ''
}

/** Of messages the section Message has the rules. */
const rulesOf = (schema: Schema) => schemaRules(schema).filter((rule) => !rule.startsWith('messages[].'))

/** `a, b[] {c, d {e}}, f {Section}` as the dotted paths of its leaves. */
function parseFields(text: string): string[] {
  const paths: string[] = []
  const prefix: string[] = []
  for (const [, name = '', opens, closes = ''] of text.matchAll(/([\w]+(?:\[\])?)( \{)?(\}*)/g)) {
    if (opens) prefix.push(name)
    else if (sections.has(name)) paths.push(...parseFields(fieldsLine(name)).map((path) => [...prefix, path].join('.')))
    else paths.push([...prefix, name].join('.'))
    prefix.splice(prefix.length - closes.length, closes.length)
  }
  return paths
}

function schemaPaths(schema: Schema): string[] {
  return Object.entries(schema.paths).flatMap(([path, type]) => {
    if (path.includes('$*')) return []
    const name = type.instance === 'Array' ? `${path}[]` : path
    return type.schema ? schemaPaths(type.schema).map((inner) => `${name}.${inner}`) : [name]
  })
}

function documentedIndexes(name: string): string[] {
  const lines = sections.get(name)?.matchAll(/^- `([^`]+)`([^.]*)\. \S/gm) ?? []
  return [...lines].map(([, keys, marks = '']) => `${keys}${marks}`)
}

function schemaIndexes(schema: Schema): string[] {
  return schema.indexes().map(([keys, options]) => {
    const parts = Object.entries(keys).map(([path, direction]) => `${path}: ${direction}`)
    const marks = [
      options.unique && ' unique',
      options.sparse && ' sparse',
      options.partialFilterExpression && ' partial',
      options.expireAfterSeconds !== undefined && ' ttl',
    ]
    return parts.join(', ') + marks.filter(Boolean).join('')
  })
}

describe('docs/data-model.md', () => {
  test('has a section for each model and no other collection', () => {
    const withCollection = [...sections].filter(([, text]) => /^Collection `/m.test(text)).map(([name]) => name)
    expect(withCollection.sort()).toEqual(models.map((model) => model.modelName).sort())
  })

  test.each(models.map((model) => [model.modelName, model] as const))('%s: fields and collection', (name, model) => {
    const documented = [...parseFields(fieldsLine(name)), ...EVERYWHERE]
    expect(documented.sort()).toEqual(schemaPaths(model.schema).sort())
    expect(sections.get(name)).toContain(`Collection \`${model.collection.collectionName}\``)
  })

  test.each(models.map((model) => [model.modelName, model] as const))(
    '%s: what is required, its defaults, ranges, values and relations',
    (name, model) => {
      expect(rulesLine(name)).toBe(rulesOf(model.schema).join('; '))
    },
  )

  test('the same of messages', () => {
    const messages = Conversation.schema.path('messages').schema
    expect(rulesLine('Message')).toBe(messages ? schemaRules(messages).join('; ') : '')
  })

  test('every relation is to a model there is', () => {
    const related = models
      .flatMap((model) => schemaRules(model.schema))
      .flatMap((rule) => /→ (\w+)$/.exec(rule)?.[1] ?? [])
    expect(related.filter((name) => !models.some(({ modelName }) => modelName === name))).toEqual([])
  })

  test.each(models.map((model) => [model.modelName, model] as const))(
    '%s: indexes, each with its query',
    (name, model) => {
      expect(documentedIndexes(name).sort()).toEqual(schemaIndexes(model.schema).sort())
    },
  )

  test.each(models.map((model) => [model.modelName, model] as const))('%s refuses unknown fields', (_name, model) => {
    expect(model.schema.get('strict')).toBe('throw')
    expect(model.schema.get('strictQuery')).toBe('throw')
  })
})
