import type { Project } from '@parley/contracts'
import type { ProjectRecord } from '@parley/db'

export function projectFromRecord({ _id, name, description, createdAt, updatedAt }: ProjectRecord): Project {
  return {
    id: _id.toHexString(),
    name,
    description: description ?? '',
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  }
}
