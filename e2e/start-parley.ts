import { startParley } from './running-parley.ts'

/** One server for all journeys. Its address reaches the workers, which are started after this, through the environment. */
export default async function start(): Promise<() => Promise<void>> {
  const parley = await startParley()
  process.env.PARLEY_URL = parley.url
  process.env.PARLEY_E2E_DATA_DIR = parley.dataDir
  return () => parley.stop()
}
