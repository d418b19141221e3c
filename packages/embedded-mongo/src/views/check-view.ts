import { MongoServerFailure } from '../errors.ts'
import { compilePipeline } from '../stages/index.ts'
import type { Catalog } from '../store/catalog.ts'
import type { View } from '../store/collection-settings.ts'
import type { Doc, Value } from '../values/index.ts'
import { resolveView } from './resolve-view.ts'

const FORBIDDEN = ['$out', '$merge', '$changeStream']

/** Refuses a view whose pipeline does not compile, writes, or leads back to the view itself. */
export function checkView(catalog: Catalog, database: string, name: string, view: View): void {
  for (const stage of view.pipeline)
    for (const forbidden of FORBIDDEN)
      if (stage.has(forbidden))
        throw new MongoServerFailure('OptionNotSupportedOnView', `${forbidden} cannot be used in a view definition`)
  compilePipeline(view.pipeline, {
    now: new Date(),
    open: () => {
      throw new MongoServerFailure('IllegalOperation', 'a view is only checked here')
    },
  })
  refuseCycle(catalog, database, name, view)
  resolveView(catalog, database, view.on)
}

function refuseCycle(catalog: Catalog, database: string, name: string, view: View): void {
  const pending = dependenciesOf(view)
  const seen = new Set<string>()
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next === name)
      throw new MongoServerFailure(
        'GraphContainsCycle',
        `View cycle detected: ${database}.${name} would read itself, by ${[...seen].join(', ') || 'its own definition'}`,
      )
    const inner = catalog.get(`${database}.${next}`)?.settings.view
    if (!inner || seen.has(next)) continue
    seen.add(next)
    pending.push(...dependenciesOf(inner))
  }
}

/** Every collection or view a view reads, in joins and unions too. */
const dependenciesOf = ({ on, pipeline }: View): string[] => [on, ...pipeline.flatMap(readBy)]

const JOINS: Readonly<Record<string, string>> = { $lookup: 'from', $graphLookup: 'from', $unionWith: 'coll' }

function readBy(stage: Doc): string[] {
  return [...stage].flatMap(([name, spec]) => {
    if (name === '$unionWith' && typeof spec === 'string') return [spec]
    if (!(spec instanceof Map)) return []
    if (name === '$facet') return [...spec.values()].flatMap(readInside)
    const source = spec.get(JOINS[name] ?? '')
    return [...(typeof source === 'string' ? [source] : []), ...readInside(spec.get('pipeline'))]
  })
}

const readInside = (pipeline: Value | undefined): string[] =>
  Array.isArray(pipeline) ? pipeline.flatMap((stage) => (stage instanceof Map ? readBy(stage) : [])) : []
