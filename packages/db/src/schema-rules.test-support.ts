import type { Schema, SchemaType } from 'mongoose'

function defaultOf(type: SchemaType): string[] {
  const value: unknown = type.options.default
  if (value === undefined) return []
  if (typeof value === 'function') return [value === Date.now ? 'default now' : 'default made']
  return [`default ${JSON.stringify(value)}`]
}

function rulesOf(type: SchemaType): string[] {
  const { options } = type
  const values: unknown = options.enum
  const isRange = options.min !== undefined || options.max !== undefined
  return [
    ...(options.required === true ? ['required'] : []),
    ...(Array.isArray(values) ? [`one of ${values.join(' / ')}`] : []),
    ...(isRange ? [`${options.min ?? ''}…${options.max ?? ''}`] : []),
    ...(options.maxlength === undefined ? [] : [`at most ${options.maxlength} characters`]),
    ...defaultOf(type),
    ...(options.select === false ? ['not selected'] : []),
    ...(typeof options.ref === 'string' ? [`→ ${options.ref}`] : []),
  ]
}

/** What a schema asks of each path, one entry a path that has a rule: `status required, one of a / b, default "a"`. Test-only. */
export function schemaRules(schema: Schema, prefix = ''): string[] {
  return Object.entries(schema.paths).flatMap(([path, type]) => {
    if (path.includes('$*') || ['_id', '__v', 'createdAt', 'updatedAt'].includes(path)) return []
    const name = `${prefix}${path}`
    const own = rulesOf(type)
    const inner = type.schema ? schemaRules(type.schema, `${name}${type.instance === 'Array' ? '[]' : ''}.`) : []
    return [...(own.length > 0 ? [`${name} ${own.join(', ')}`] : []), ...inner]
  })
}
