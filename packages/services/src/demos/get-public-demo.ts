import type { DemoRefInput, PublicDemo } from '@parley/contracts'
import { Demo } from '@parley/db'
import { NotFoundError } from '../errors.ts'
import { objectId } from '../object-id.ts'
import { demoFromRecord } from './demo-view.ts'

/** A public demo, for anybody who has its id. One that is not public is not found. */
export async function getPublicDemo({ input }: { input: DemoRefInput }): Promise<PublicDemo> {
  const found = await Demo.findOne({ _id: objectId(input.demoId), isPublic: true }).lean()
  if (!found) throw new NotFoundError('demo')
  const { id, name, description, config } = demoFromRecord(found)
  return { id, name, description, config }
}
