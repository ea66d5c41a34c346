import { readdirSync, readFileSync } from 'node:fs'

/** Milliseconds in one tick of the kernel's clock (USER_HZ is 100 on every Linux that runs here). */
const TICK_MS = 10

/** CPU time of all processes by their parents, as /proc has it at one moment. */
type Processes = ReadonlyMap<number, { readonly parent: number; readonly cpuMs: number }>

function readProcesses(): Processes {
  const found = new Map<number, { parent: number; cpuMs: number }>()
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    try {
      const text = readFileSync(`/proc/${entry}/stat`, 'utf8')
      const fields = text
        .slice(text.lastIndexOf(')') + 2)
        .split(' ')
        .map(Number)
      // utime, stime, and those of children that are gone.
      const [, parent = 0] = fields
      const ticks = fields.slice(11, 15).reduce((sum, part) => sum + part, 0)
      found.set(Number(entry), { parent, cpuMs: ticks * TICK_MS })
    } catch {
      // It ended while we looked.
    }
  }
  return found
}

/** CPU milliseconds spent so far by each of these processes and all their descendants; NaN for one that is not there. */
export function treesCpuMs(pids: readonly (number | undefined)[]): number[] {
  const processes = readProcesses()
  const belongs = (pid: number, root: number): boolean => {
    for (let at = pid; at > 1; at = processes.get(at)?.parent ?? 0) if (at === root) return true
    return false
  }
  return pids.map((root) => {
    if (root === undefined || !processes.has(root)) return Number.NaN
    let sum = 0
    for (const [pid, { cpuMs }] of processes) if (belongs(pid, root)) sum += cpuMs
    return sum
  })
}

/** Resident memory of one process, MB (2^20); NaN when it is not there. */
export function residentMb(pid: number | undefined): number {
  try {
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
  } catch {
    return Number.NaN
  }
}

/** Sum over a process and its descendants of the memory each has for itself and its share of the rest (PSS), MB. */
export function treeMemoryMb(pid: number): number {
  const processes = readProcesses()
  let sum = 0
  for (const one of processes.keys()) {
    for (let at = one; at > 1; at = processes.get(at)?.parent ?? 0) {
      if (at !== pid) continue
      try {
        sum += Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${one}/smaps_rollup`, 'utf8'))?.[1] ?? 0) / 1024
      } catch {
        // It ended while we looked, or is another user's and we are not root.
      }
      break
    }
  }
  return sum
}
