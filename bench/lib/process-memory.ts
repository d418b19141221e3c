import { readdirSync, readFileSync } from 'node:fs'

/** Anonymous resident memory of a process and all its descendants, in MB (Linux, from /proc; RssAnon). */
export function rssAnonOfTree(rootPid: number): {
  totalMb: number
  processes: { pid: number; command: string; mb: number }[]
} {
  const children = new Map<number, number[]>()
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    const parent = Number(readStatus(Number(entry))?.match(/^PPid:\s+(\d+)/m)?.[1])
    if (Number.isNaN(parent)) continue
    children.set(parent, [...(children.get(parent) ?? []), Number(entry)])
  }
  const pids = [rootPid]
  for (const pid of pids) pids.push(...(children.get(pid) ?? []))
  const processes = pids.map((pid) => {
    const status = readStatus(pid) ?? ''
    return {
      pid,
      command: status.match(/^Name:\s+(.+)/m)?.[1] ?? '?',
      mb: Number(status.match(/^RssAnon:\s+(\d+)/m)?.[1] ?? 0) / 1024,
    }
  })
  return { totalMb: processes.reduce((sum, one) => sum + one.mb, 0), processes }
}

function readStatus(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8')
  } catch {
    return undefined // the process ended meanwhile
  }
}
