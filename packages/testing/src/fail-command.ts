import { databaseHandle } from '@parley/db'

interface FailPoint {
  /** Names of commands, for example commitTransaction. */
  failCommands: readonly string[]
  errorCode?: number
  errorLabels?: readonly string[]
  closeConnection?: boolean
}

/** Makes the next `times` such commands of this test file fail as MongoDB's failCommand does. False where the server has no test commands. */
export async function failCommands(data: FailPoint, times = 1): Promise<boolean> {
  const { client, db } = databaseHandle()
  const admin = client.db('admin')
  try {
    await admin.command({
      configureFailPoint: 'failCommand',
      mode: { times },
      data: { ...data, appName: db.databaseName },
    })
    return true
  } catch {
    return false
  }
}
