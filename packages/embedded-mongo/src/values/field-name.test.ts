import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readFieldName } from './field-name.ts'

const read = (bytes: Buffer): string => readFieldName(Buffer.concat([Buffer.from('<'), bytes]), 1, bytes.length + 1)

test('names come back as they were written, whichever came before with the same hash', () => {
  const names = fc.oneof(fc.string({ maxLength: 40 }), fc.string({ unit: 'binary', maxLength: 40 }), fc.constant('_id'))
  fc.assert(
    fc.property(fc.array(names, { maxLength: 200 }), (written) => {
      for (const name of [...written, ...written]) expect(read(Buffer.from(name))).toBe(Buffer.from(name).toString())
    }),
  )
})

test('the characters of a name are not taken for its bytes', () => {
  expect(read(Buffer.from('Ã©'))).toBe('Ã©')
  expect(read(Buffer.from('é'))).toBe('é')
  expect(read(Buffer.from([0xc3, 0x28]))).toBe('\ufffd(')
})
