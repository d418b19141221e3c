import { MongoServerFailure } from '../errors.ts'
import { parseFieldPath, readPlainPath } from '../expressions/index.ts'
import { typeName } from '../values/index.ts'
import type { Doc, Missing, Value } from '../values/types.ts'
import { eachDocument } from './batches.ts'
import { withPath } from './set-path.ts'
import type { StageDefinition } from './stage.ts'

interface UnwindOptions {
  path: string
  keepsEmpty: boolean
  indexField: string | undefined
}

export const unwind: StageDefinition = {
  name: '$unwind',
  compile(spec, context) {
    const { path, keepsEmpty, indexField } = parseOptions(spec)
    const names = parseFieldPath(path)
    const indexNames = indexField === undefined ? undefined : parseFieldPath(indexField)
    context.reads(path)
    const withIndex = (doc: Doc, index: Value) => (indexNames ? withPath(doc, indexNames, index) : doc)
    return eachDocument((doc, emit) => {
      const value = readPlainPath(doc, names)
      if (Array.isArray(value) && value.length > 0) {
        value.forEach((item, index) => {
          emit(withIndex(withPath(doc, names, item), BigInt(index)))
        })
      } else if (isEmpty(value)) {
        if (keepsEmpty) emit(withIndex(Array.isArray(value) ? withPath(doc, names, undefined) : doc, null))
      } else {
        emit(withIndex(doc, null))
      }
    })
  },
}

function isEmpty(value: Value | Missing): boolean {
  return value === null || value === undefined || typeof value === 'symbol' || Array.isArray(value)
}

function parseOptions(spec: Value): UnwindOptions {
  if (typeof spec === 'string') return { path: stripPath(spec), keepsEmpty: false, indexField: undefined }
  if (!(spec instanceof Map)) {
    const found = typeName(spec)
    const message = `expected either a string or an object as specification for $unwind stage, got ${found}`
    throw new MongoServerFailure(15981, message)
  }
  let path: string | undefined
  let keepsEmpty = false
  let indexField: string | undefined
  for (const [option, value] of spec) {
    const found = typeName(value)
    switch (option) {
      case 'path':
        if (typeof value !== 'string') {
          throw new MongoServerFailure(28808, `expected a string as the path for $unwind stage, got ${found}`)
        }
        path = stripPath(value)
        break
      case 'preserveNullAndEmptyArrays':
        if (typeof value !== 'boolean') {
          const message = `expected a boolean for the preserveNullAndEmptyArrays option to $unwind stage, got ${found}`
          throw new MongoServerFailure(28809, message)
        }
        keepsEmpty = value
        break
      case 'includeArrayIndex':
        indexField = parseIndexField(value)
        break
      default:
        throw new MongoServerFailure(28811, `unrecognized option to $unwind stage: ${option}`)
    }
  }
  if (path === undefined) throw new MongoServerFailure(28812, 'no path specified to $unwind stage')
  return { path, keepsEmpty, indexField }
}

function stripPath(path: string): string {
  if (!path.startsWith('$')) {
    throw new MongoServerFailure(28818, `path option to $unwind stage should be prefixed with a '$': ${path}`)
  }
  return path.slice(1)
}

function parseIndexField(value: Value): string {
  if (typeof value !== 'string' || value === '') {
    const message = 'expected a non-empty string for the includeArrayIndex  option to $unwind stage, got '
    throw new MongoServerFailure(28810, message + typeName(value))
  }
  if (value.startsWith('$')) {
    const message = `includeArrayIndex option to $unwind stage should not be prefixed with a '$': ${value}`
    throw new MongoServerFailure(28822, message)
  }
  return value
}
