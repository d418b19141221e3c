import { expect, test } from 'vitest'
import { fromPlain } from '../values/index.ts'
import { commandShape } from './command-shape.ts'

const shapeOf = (command: Parameters<typeof fromPlain>[0]) => commandShape(fromPlain(command))

test('shows fields and operators, directions and sizes, and no value', () => {
  expect(
    shapeOf({
      find: 'people',
      filter: { email: 'ann@example.com', age: { $gt: 30 }, $or: [{ a: 1 }, { b: [1, 2, 'x'] }] },
      sort: { age: -1 },
      limit: 5,
      lsid: { id: 'secret' },
      $db: 'app',
    }),
  ).toBe(
    'find people { filter: { email: ?, age: { $gt: ? }, $or: [{ a: ? }, { b: [?] }] }, sort: { age: -1 }, limit: 5 }',
  )
})

test('a pipeline shows its stages, many documents one shape', () => {
  expect(shapeOf({ aggregate: 'a', pipeline: [{ $match: { n: 1 } }, { $sort: { n: 1 } }] })).toBe(
    'aggregate a { pipeline: [{ $match: { n: ? } }, { $sort: { n: 1 } }] }',
  )
  expect(shapeOf({ insert: 'a', documents: [{ n: 'x' }, { n: 'y' }] })).toBe('insert a { documents: [{ n: ? }] }')
})

test('stays short', () => {
  const wide = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`field${n}`, n]))
  expect(shapeOf({ find: 'a', filter: wide }).length).toBeLessThan(1100)
})
