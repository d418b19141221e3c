import type { Doc } from '../values/index.ts'
import type { Action } from './roles.ts'

/** What a command needs of whoever sends it. An action is needed on the command's database; one of several is enough. */
export type Need =
  | { readonly kind: 'nothing' | 'sign-in' | 'root' | 'rename' }
  | { readonly kind: 'action'; readonly actions: readonly Action[] }

const action = (...actions: Action[]): Need => ({ kind: 'action', actions })
const table = (need: Need, names: string): [string, Need][] => names.split(' ').map((name) => [name, need])

/** Every command not named here is for root. */
const NEEDS: ReadonlyMap<string, Need> = new Map([
  ...table(
    { kind: 'nothing' },
    'hello isMaster ping buildInfo whatsmyuri connectionStatus saslStart saslContinue logout',
  ),
  ...table(
    { kind: 'sign-in' },
    'getMore killCursors startSession refreshSessions endSessions commitTransaction abortTransaction listDatabases',
  ),
  ...table(action('read'), 'find aggregate count distinct explain'),
  ...table(action('write'), 'insert update delete findAndModify'),
  ...table(action('write', 'administer'), 'create drop createIndexes dropIndexes'),
  ...table(action('read', 'administer'), 'listCollections listIndexes collStats dbStats'),
  ...table(action('administer'), 'collMod validate compact dropDatabase profile'),
  ...table({ kind: 'rename' }, 'renameCollection'),
])

/** Stages that show what others do. */
const ROOT_STAGES = ['$currentOp', '$listLocalSessions']

export function needOf(name: string, body: Doc): Need {
  const pipeline = name === 'aggregate' ? body.get('pipeline') : undefined
  const [first] = Array.isArray(pipeline) ? pipeline : []
  if (first instanceof Map && ROOT_STAGES.some((stage) => first.has(stage))) return { kind: 'root' }
  if (name === 'explain') {
    const explained = body.get('explain')
    const [inner = ''] = explained instanceof Map ? explained.keys() : []
    return inner === 'explain' ? { kind: 'root' } : needOf(inner, explained instanceof Map ? explained : new Map())
  }
  return NEEDS.get(name) ?? { kind: 'root' }
}
