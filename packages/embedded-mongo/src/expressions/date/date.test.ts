import { ObjectId } from 'bson'
import { describe, expect, test } from 'vitest'
import { evaluate, fails, table } from '../table.test-data.ts'

const at = (text: string) => new Date(text)
const DOC = {
  d: at('2020-12-31T23:30:15.123Z'),
  id: new ObjectId('5ab9c3da31c2ab715d421285'),
  nothing: null,
  text: 'x',
}
const BERLIN = 'Europe/Berlin'
const NEW_YORK = 'America/New_York'

describe('parts', () => {
  table(DOC, [
    [{ $year: '$d' }, 2020],
    [{ $year: ['$d'] }, 2020],
    [{ $year: { date: '$d', timezone: BERLIN } }, 2021],
    [{ $year: { date: '$d', timezone: '+01:00' } }, 2021],
    [{ $month: '$d' }, 12],
    [{ $dayOfMonth: '$d' }, 31],
    [{ $hour: { date: '$d', timezone: 'Asia/Kolkata' } }, 5],
    [{ $minute: { date: '$d', timezone: '+0530' } }, 0],
    [{ $second: '$d' }, 15],
    [{ $millisecond: '$d' }, 123],
    [{ $dayOfYear: '$d' }, 366],
    [{ $dayOfWeek: '$d' }, 5],
    [{ $isoDayOfWeek: '$d' }, 4],
    [{ $week: '$d' }, 52],
    [{ $isoWeek: '$d' }, 53],
    [{ $isoWeekYear: at('2021-01-03T00:00:00Z') }, 2020n],
    [{ $week: at('2021-01-02T00:00:00Z') }, 0],
    [{ $week: at('2021-01-03T00:00:00Z') }, 1],
    [{ $year: '$id' }, 2018],
    [{ $year: '$gone' }, null],
    [{ $year: { date: '$d', timezone: null } }, null],
    [{ $year: '$text' }, fails(16006)],
    [{ $year: { date: '$d', timezone: 'Mars/Base' } }, fails(40485)],
    [{ $year: { date: '$d', zone: 1 } }, fails(40535)],
    [
      { $dateToParts: { date: '$d' } },
      { year: 2020, month: 12, day: 31, hour: 23, minute: 30, second: 15, millisecond: 123 },
    ],
    [
      { $dateToParts: { date: '$d', timezone: BERLIN, iso8601: true } },
      { isoWeekYear: 2020, isoWeek: 53, isoDayOfWeek: 5, hour: 0, minute: 30, second: 15, millisecond: 123 },
    ],
  ])
})

describe('$dateFromParts', () => {
  table(DOC, [
    [{ $dateFromParts: { year: 2017, month: 2, day: 8, hour: 12 } }, at('2017-02-08T12:00:00Z')],
    [{ $dateFromParts: { year: 2016, month: 14, day: 1 } }, at('2017-02-01T00:00:00Z')],
    [{ $dateFromParts: { year: 2016, month: 1, day: 0 } }, at('2015-12-31T00:00:00Z')],
    [{ $dateFromParts: { year: 2016, timezone: NEW_YORK } }, at('2016-01-01T05:00:00Z')],
    [{ $dateFromParts: { isoWeekYear: 2017, isoWeek: 6, isoDayOfWeek: 3, hour: 12 } }, at('2017-02-08T12:00:00Z')],
    [{ $dateFromParts: { year: 2016, month: null } }, null],
    [{ $dateFromParts: { year: 0 } }, fails(40523)],
    [{ $dateFromParts: { year: 2016, month: 1.5 } }, fails(40515)],
    [{ $dateFromParts: { month: 1 } }, fails(40516)],
    [{ $dateFromParts: { year: 2016, isoWeek: 1 } }, fails(40525)],
  ])
})

describe('text', () => {
  table(DOC, [
    [{ $dateToString: { date: '$d' } }, '2020-12-31T23:30:15.123Z'],
    [{ $dateToString: { date: '$d', format: '%Y-%m-%d', timezone: BERLIN } }, '2021-01-01'],
    [{ $dateToString: { date: '$d', timezone: BERLIN } }, '2021-01-01T00:30:15.123'],
    [{ $dateToString: { date: '$d', format: '%G-W%V-%u %j %U %w %b %B %%' } }, '2020-W53-4 366 52 5 Dec December %'],
    [{ $dateToString: { date: '$d', format: '%z %Z', timezone: NEW_YORK } }, '-0500 -300'],
    [{ $dateToString: { date: '$d', format: '%H:%M:%S.%L', timezone: '+05:30' } }, '05:00:15.123'],
    [{ $dateToString: { date: '$gone' } }, null],
    [{ $dateToString: { date: '$gone', onNull: 'none' } }, 'none'],
    [{ $dateToString: { date: '$d', format: null } }, null],
    [{ $dateToString: { date: '$d', format: '%q' } }, fails(18536)],
    [{ $dateToString: { date: '$d', format: '%' } }, fails(18535)],
    [{ $dateToString: { date: 'x' } }, fails(16006)],
    [{ $dateToString: { format: '%Y' } }, fails(18628)],
    [{ $dateFromString: { dateString: '2017-02-08T12:10:40.787' } }, at('2017-02-08T12:10:40.787Z')],
    [
      { $dateFromString: { dateString: '2017-02-08T12:10:40.787', timezone: NEW_YORK } },
      at('2017-02-08T17:10:40.787Z'),
    ],
    [{ $dateFromString: { dateString: '2017-02-08' } }, at('2017-02-08T00:00:00Z')],
    [{ $dateFromString: { dateString: '2017-02-08T12:00:00+02:00' } }, at('2017-02-08T10:00:00Z')],
    [{ $dateFromString: { dateString: 'July 4, 2017 11:00' } }, at('2017-07-04T11:00:00Z')],
    [{ $dateFromString: { dateString: '2017-02-30' } }, fails(241)],
    [{ $dateFromString: { dateString: '2017-02-08T12:00:00Z', timezone: NEW_YORK } }, fails(241)],
    [{ $dateFromString: { dateString: 'x', onError: 'bad' } }, 'bad'],
    [{ $dateFromString: { dateString: null, onNull: 'none' } }, 'none'],
    [{ $dateFromString: { dateString: 5 } }, fails(241)],
    [{ $dateFromString: { dateString: '08.02.2017', format: '%d.%m.%Y' } }, at('2017-02-08T00:00:00Z')],
    [{ $dateFromString: { dateString: '2017-W06-3', format: '%G-W%V-%u' } }, at('2017-02-08T00:00:00Z')],
    [{ $dateFromString: { dateString: '08/2017', format: '%d.%m.%Y' } }, fails(241)],
  ])
})

describe('$dateAdd and $dateSubtract', () => {
  const add = (startDate: unknown, unit: unknown, amount: unknown, timezone?: string) => ({
    $dateAdd: { startDate, unit, amount, ...(timezone ? { timezone } : {}) },
  })
  table(DOC, [
    [add(at('2020-01-31T00:00:00Z'), 'month', 1), at('2020-02-29T00:00:00Z')],
    [add(at('2020-02-29T12:00:00Z'), 'year', 1), at('2021-02-28T12:00:00Z')],
    [add(at('2020-10-31T00:00:00Z'), 'quarter', -1), at('2020-07-31T00:00:00Z')],
    [add(at('2021-03-13T15:00:00Z'), 'day', 1, NEW_YORK), at('2021-03-14T14:00:00Z')],
    [add(at('2021-03-13T15:00:00Z'), 'hour', 24, NEW_YORK), at('2021-03-14T15:00:00Z')],
    [add(at('2021-03-13T07:30:00Z'), 'day', 1, NEW_YORK), at('2021-03-14T07:30:00Z')],
    [add('$d', 'week', 2n), at('2021-01-14T23:30:15.123Z')],
    [add('$gone', 'day', 1), null],
    [add('$d', 'day', null), null],
    [add('$d', 'fortnight', 1), fails(9)],
    [add('$d', 'day', 1.5), fails(5166405)],
    [add('$text', 'day', 1), fails(5166403)],
    [{ $dateSubtract: { startDate: '$d', unit: 'minute', amount: 30 } }, at('2020-12-31T23:00:15.123Z')],
  ])
})

describe('$dateTrunc', () => {
  const trunc = (date: unknown, unit: unknown, more = {}) => ({ $dateTrunc: { date, unit, ...more } })
  table(DOC, [
    [trunc('$d', 'year'), at('2020-01-01T00:00:00Z')],
    [trunc('$d', 'quarter'), at('2020-10-01T00:00:00Z')],
    [trunc('$d', 'month', { timezone: BERLIN }), at('2020-12-31T23:00:00Z')],
    [trunc('$d', 'day', { timezone: NEW_YORK }), at('2020-12-31T05:00:00Z')],
    [trunc('$d', 'week'), at('2020-12-27T00:00:00Z')],
    [trunc('$d', 'week', { startOfWeek: 'monday' }), at('2020-12-28T00:00:00Z')],
    // The manual's own example.
    [
      trunc(at('2020-05-18T14:10:30Z'), 'week', { binSize: 2, timezone: 'America/Los_Angeles', startOfWeek: 'Monday' }),
      at('2020-05-11T07:00:00Z'),
    ],
    [trunc('$d', 'hour'), at('2020-12-31T23:00:00Z')],
    [trunc('$d', 'minute', { binSize: 20 }), at('2020-12-31T23:20:00Z')],
    [trunc(at('1999-12-31T23:59:00Z'), 'day', { binSize: 2 }), at('1999-12-30T00:00:00Z')],
    [trunc('$gone', 'day'), null],
    [trunc('$d', null), null],
    [trunc('$text', 'day'), fails(5439012)],
    [trunc('$d', 'day', { binSize: 0 }), fails(5439018)],
    [trunc('$d', 5), fails(5439013)],
  ])
})

describe('$dateDiff', () => {
  const diff = (startDate: unknown, endDate: unknown, unit: string, more = {}) => ({
    $dateDiff: { startDate, endDate, unit, ...more },
  })
  table(DOC, [
    [diff(at('2020-12-31T23:59:59Z'), at('2021-01-01T00:00:00Z'), 'year'), 1n],
    [diff(at('2020-01-31T00:00:00Z'), at('2020-02-01T00:00:00Z'), 'month'), 1n],
    [diff(at('2020-01-01T00:00:00Z'), at('2019-07-01T00:00:00Z'), 'quarter'), -2n],
    [diff(at('2021-01-02T00:00:00Z'), at('2021-01-03T00:00:00Z'), 'week'), 1n],
    [diff(at('2021-01-02T00:00:00Z'), at('2021-01-03T00:00:00Z'), 'week', { startOfWeek: 'monday' }), 0n],
    [diff(at('2021-03-14T04:00:00Z'), at('2021-03-15T04:00:00Z'), 'day', { timezone: NEW_YORK }), 2n],
    [diff(at('2021-01-01T00:59:00Z'), at('2021-01-01T01:00:00Z'), 'hour'), 1n],
    [diff(at('2021-01-01T00:00:00Z'), at('2021-01-01T00:00:01.500Z'), 'millisecond'), 1500n],
    [diff('$gone', '$d', 'day'), null],
    [diff('$text', '$d', 'day'), fails(5166307)],
  ])
})

test('days of a zone with summer time begin at its own midnight', () => {
  const midnights = ['2021-03-27', '2021-03-28', '2021-03-29', '2021-10-31', '2021-11-01'].map((day) =>
    evaluate({ $dateTrunc: { date: at(`${day}T12:00:00Z`), unit: 'day', timezone: BERLIN } }),
  )
  expect(midnights).toEqual([
    at('2021-03-26T23:00:00Z'),
    at('2021-03-27T23:00:00Z'),
    at('2021-03-28T22:00:00Z'),
    at('2021-10-30T22:00:00Z'),
    at('2021-10-31T23:00:00Z'),
  ])
})
