import { describe, expect, test } from 'vitest'
import { compileExpression, createScope } from './index.ts'
import { evaluate, fails, NOW, table, typed } from './table.test-data.ts'

const DOC = { a: { b: 1 }, list: [{ b: 1 }, { c: 2 }, { b: [3, 4] }, 5, [{ b: 6 }]], nothing: null, text: 'x' }

describe('paths', () => {
  table(DOC, [
    ['$text', 'x'],
    ['$a.b', 1],
    ['$a', { b: 1 }],
    ['$a.b.c', undefined],
    ['$gone', undefined],
    ['$nothing', null],
    ['$nothing.a', undefined],
    ['$list.b', [1, [3, 4]]],
    ['$list.0', []],
    ['$text.x', undefined],
    ['$', fails(16872)],
    ['$a.', fails(40353)],
    ['$a..b', fails(15998)],
    ['$a.$b', fails(16410)],
  ])
})

describe('variables', () => {
  table(DOC, [
    ['$$ROOT.a.b', 1],
    ['$$CURRENT.text', 'x'],
    ['$$NOW', NOW],
    ['$$REMOVE', undefined],
    ['$$gone', fails(17276)],
    ['$$CLUSTER_TIME', fails(51144)],
    [{ $let: { vars: { x: '$a' }, in: '$$x.b' } }, 1],
    [{ $let: { vars: { x: '$gone' }, in: { $type: '$$x' } } }, 'missing'],
    [{ $let: { vars: { X: 1 }, in: 1 } }, fails(9)],
    [{ $let: { vars: { 'x.y': 1 }, in: 1 } }, fails(9)],
    [{ $let: { vars: {} } }, fails(16877)],
    [{ $let: { vars: { x: 1 }, in: { $let: { vars: { x: 2, y: '$$x' }, in: ['$$x', '$$y'] } } } }, [2, 1]],
  ])
})

describe('documents, arrays and literals', () => {
  table(DOC, [
    [1, 1],
    [null, null],
    ['plain', 'plain'],
    [{ $literal: '$a' }, '$a'],
    [{ $literal: { $add: [1, 2] } }, { $add: [1, 2] }],
    [
      { x: '$a.b', y: '$gone', z: { w: '$text' } },
      { x: 1, z: { w: 'x' } },
    ],
    [
      ['$a.b', '$gone', null],
      [1, null, null],
    ],
    [{}, {}],
    [{ 'a.b': 1 }, fails(16412)],
    [{ a: 1, $add: [1] }, fails(16410)],
    [{ $add: [1], $subtract: [1] }, fails(15983)],
    [{ $nonsense: 1 }, fails(168)],
    [{ a: { $nonsense: 1 } }, fails(168)],
  ])
})

test('an unknown operator is named in the message', () => {
  expect(() => evaluate({ $foo: 1 })).toThrow("Unrecognized expression '$foo'")
})

test('the paths an expression reads are told', () => {
  const read: (string | null)[] = []
  const expression = { $let: { vars: { x: '$a.b' }, in: { $add: ['$$x', '$c', '$$ROOT.d'] } } }
  compileExpression(typed(expression), { onRead: (path) => read.push(path) })
  expect(read).toEqual(['a.b', 'c', 'd'])
  compileExpression('$$ROOT', { onRead: (path) => read.push(path) })
  expect(read.at(-1)).toBeNull()
})

test('variables of the command are seen by name', () => {
  const scope = createScope({ now: NOW, variables: new Map([['x', 'value']]) })
  expect(compileExpression('$$x', { variables: ['x'] })(new Map(), scope)).toBe('value')
})
