import { describe, expect, test } from 'vitest'
import { defineIndex } from '../store/catalog.ts'
import { fromPlain, type Plain } from '../values/index.ts'
import { parseSort } from './parse-sort.ts'
import { planQuery } from './plan-query.ts'

const indexes = [
  { key: { _id: 1 }, name: '_id_' },
  { key: { org: 1, owner: 1, at: -1 }, name: 'org_owner_at' },
  { key: { state: 1, until: 1 }, name: 'state_until' },
  { key: { session: 1 }, name: 'session', sparse: true },
  { key: { lead: 1 }, name: 'lead', partialFilterExpression: { lead: { $exists: true } } },
  { key: { open: 1 }, name: 'open', partialFilterExpression: { open: { $gt: 5 } } },
  { key: { secret: 1 }, name: 'secret', hidden: true },
].map((spec, i) => defineIndex(i + 1, fromPlain({ v: 2, ...spec })))

function plan(filter: Plain, sort: Plain = {}) {
  const { access, isSorted } = planQuery({ filter: fromPlain(filter), sort: parseSort(fromPlain(sort)), indexes })
  const name = access.kind === 'index' ? access.index.name : access.kind
  return { name, isSorted, ...(access.kind === 'index' ? { reverse: access.reverse, isMerged: access.isMerged } : {}) }
}

describe('the planner', () => {
  test('takes the index with the most equalities, and its order', () => {
    expect(plan({ org: 1, owner: 2 }, { at: -1 })).toEqual({
      name: 'org_owner_at',
      isSorted: true,
      reverse: false,
      isMerged: false,
    })
    expect(plan({ org: 1, owner: 2 }, { at: 1 })).toMatchObject({ reverse: true, isSorted: true })
    expect(plan({ org: 1 }, { at: -1 })).toMatchObject({ name: 'org_owner_at', isSorted: false })
    expect(plan({ state: 'x', until: { $lt: 5 } })).toMatchObject({ name: 'state_until' })
    expect(plan({ _id: 1, org: 1, owner: 2 })).toMatchObject({ name: '_id_' })
    expect(plan({ _id: { $in: [1, 2, 3] }, org: 1, owner: 2 })).toMatchObject({ name: '_id_', isSorted: true })
    const many = Array.from({ length: 201 }, (_, id) => id)
    expect(plan({ _id: { $in: many }, org: 1, owner: 2 })).toMatchObject({ name: 'org_owner_at' })
  })

  test('merges the ranges of several points where the sort asks for it', () => {
    expect(plan({ org: 1, owner: { $in: [1, 2] } }, { at: -1 })).toMatchObject({ isMerged: true, isSorted: true })
  })

  test('takes null for points too: what follows it in the index is used', () => {
    const merged = { name: 'org_owner_at', isMerged: true, isSorted: true }
    expect(plan({ org: { $in: [null, 1] }, owner: 2 }, { at: -1 })).toMatchObject(merged)
    expect(plan({ org: 1, owner: null }, { at: -1 })).toMatchObject(merged)
  })

  test('uses sparse and partial indexes only where nothing they leave out can match', () => {
    expect(plan({ session: 1 })).toMatchObject({ name: 'session' })
    expect(plan({ session: null })).toMatchObject({ name: 'collection' })
    expect(plan({}, { session: 1 })).toMatchObject({ name: 'collection' })
    expect(plan({ lead: 1 })).toMatchObject({ name: 'lead' })
    expect(plan({ lead: null })).toMatchObject({ name: 'collection' })
    expect(plan({ open: { $gt: 6 } })).toMatchObject({ name: 'open' })
    expect(plan({ open: { $gt: 4 } })).toMatchObject({ name: 'collection' })
    expect(plan({ open: 7 })).toMatchObject({ name: 'open' })
  })

  test('leaves hidden indexes alone, and unites one index for each branch of $or', () => {
    expect(plan({ secret: 1 })).toMatchObject({ name: 'collection' })
    expect(plan({ $or: [{ session: 1 }, { state: 'x' }] })).toMatchObject({ name: 'union' })
    expect(plan({ $or: [{ session: 1 }, { other: 'x' }] })).toMatchObject({ name: 'collection' })
  })

  test('refuses a hint that names no index', () => {
    expect(() => planQuery({ filter: new Map(), hint: 'nothing', indexes })).toThrow(
      'hint provided does not correspond',
    )
  })
})
