import { describe, expect, test } from 'vitest'
import { changesBetween } from './changes-between.ts'

describe('changesBetween', () => {
  const before = { _id: 1, name: 'A', email: 'a@b.test', limits: { a: 1 }, updatedAt: new Date(0) }

  test('names every changed field and shows only what is recorded', () => {
    const after = { ...before, name: 'B', email: 'c@d.test', updatedAt: new Date(1) }
    expect(changesBetween(before, after, ['name', 'limits'])).toEqual({
      changedPaths: ['email', 'name'],
      before: { name: 'A' },
      after: { name: 'B' },
    })
  })

  test('a made record has no former values, a deleted one no new ones', () => {
    expect(changesBetween(null, before, ['limits'])).toEqual({
      changedPaths: ['email', 'limits', 'name'],
      before: null,
      after: { limits: { a: 1 } },
    })
    expect(changesBetween(before, null, ['name'])).toMatchObject({ before: { name: 'A' }, after: null })
  })

  test('what was set or taken away is a change; the same value is none', () => {
    expect(changesBetween({ limits: { a: 1 } }, { limits: { a: 1 } }, ['limits']).changedPaths).toEqual([])
    expect(changesBetween({}, { name: 'A' }, ['name'])).toEqual({
      changedPaths: ['name'],
      before: {},
      after: { name: 'A' },
    })
  })
})
