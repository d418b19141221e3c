import { ObjectId } from 'bson'
import { describe } from 'vitest'
import { decimal, double, fails, table } from '../table.test-data.ts'

const ID = new ObjectId('5ab9c3da31c2ab715d421285')
const DATE = new Date('2018-03-27T16:58:51.538Z')
const DOC = { id: ID, date: DATE, nothing: null, list: [1], text: 'x' }
const to = (input: unknown, type: unknown, more = {}) => ({ $convert: { input, to: type, ...more } })

describe('$type and $isNumber', () => {
  table(DOC, [
    [{ $type: '$id' }, 'objectId'],
    [{ $type: '$gone' }, 'missing'],
    [{ $type: '$nothing' }, 'null'],
    [{ $type: 1 }, 'int'],
    [{ $type: 1n }, 'long'],
    [{ $type: 1.5 }, 'double'],
    [{ $type: '$list' }, 'array'],
    [{ $isNumber: decimal('1') }, true],
    [{ $isNumber: '$text' }, false],
    [{ $isNumber: '$gone' }, false],
  ])
})

describe('$convert and its short forms', () => {
  table(DOC, [
    [{ $toInt: '42' }, 42],
    [{ $toInt: 2.9 }, 2],
    [{ $toInt: -2.9 }, -2],
    [{ $toInt: true }, 1],
    [{ $toInt: decimal('5.5') }, 5],
    [{ $toInt: 2 ** 31 }, fails(241)],
    [{ $toInt: Number.NaN }, fails(241)],
    [{ $toInt: '5.5' }, fails(241)],
    [{ $toInt: '' }, fails(241)],
    [{ $toInt: '$date' }, fails(241)],
    [{ $toInt: '$list' }, fails(241)],
    [{ $toInt: '$gone' }, null],
    [{ $toLong: '9007199254740993' }, 9007199254740993n],
    [{ $toLong: '$date' }, BigInt(DATE.getTime())],
    [{ $toLong: 1e19 }, fails(241)],
    [{ $toDouble: '1e3' }, double(1000)],
    [{ $toDouble: 5n }, double(5)],
    [{ $toDouble: '0x10' }, fails(241)],
    [{ $toDouble: 'abc' }, fails(241)],
    [{ $toDecimal: '1.10' }, decimal('1.10')],
    [{ $toDecimal: 5 }, decimal('5')],
    [{ $toBool: '' }, true],
    [{ $toBool: 0 }, false],
    [{ $toBool: '$date' }, true],
    [{ $toBool: '$list' }, fails(241)],
    [{ $toString: '$id' }, '5ab9c3da31c2ab715d421285'],
    [{ $toString: '$date' }, '2018-03-27T16:58:51.538Z'],
    [{ $toString: true }, 'true'],
    [{ $toString: 5n }, '5'],
    [{ $toString: '$list' }, fails(241)],
    [{ $toObjectId: '5ab9c3da31c2ab715d421285' }, ID],
    [{ $toObjectId: '5ab9' }, fails(241)],
    [{ $toObjectId: 5 }, fails(241)],
    [{ $toDate: '2018-03-27' }, new Date('2018-03-27T00:00:00Z')],
    [{ $toDate: '$id' }, new Date('2018-03-27T04:08:58Z')],
    [{ $toDate: 120000000000n }, new Date(120000000000)],
    [{ $toDate: 5 }, fails(241)],
    [{ $toDate: 'Friday' }, fails(241)],
    [to('42', 'int'), 42],
    [to('42', 16), 42],
    [to('x', 'int', { onError: 'bad' }), 'bad'],
    [to('$list', 'int', { onError: '$text' }), 'x'],
    [to('$gone', 'int', { onNull: 0 }), 0],
    [to('$gone', 'int'), null],
    [to('1', null), null],
    [to('1', 'nonsense'), fails(2)],
    [to('1', 'array'), fails(241)],
    [{ $convert: { input: 1 } }, fails(9)],
  ])
})
