// What a process takes, and what became of the requests that made it take it.
import { execFileSync, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { firstJson } from './children.js'

const TICK_MICROSECONDS = 1e6 / Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))

/** CPU in µs that the process took for each of so many requests, all of which must be answered with `status`. */
export async function measureLoad ({ port, pid }, { target, requests, connections, token, status }) {
  const before = cpuMicroseconds(pid)
  const child = spawn(process.execPath, ['bench/load.js', port, target, requests, connections, token].map(String), { stdio: ['ignore', 'pipe', 'inherit'] })
  const { statuses } = await firstJson(child, () => true)
  if (Object.keys(statuses).join() !== String(status)) throw new Error(`unexpected answers: ${JSON.stringify(statuses)}`)
  return (cpuMicroseconds(pid) - before) / requests
}

/** User and system time, fields 14 and 15 of proc(5) stat; the command's name before them may hold spaces. */
export function cpuMicroseconds (pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * TICK_MICROSECONDS
}

/** Adds up what a process allocates, from what `--trace-gc` says on its stdout. Returns how to read the bytes so far. */
export function watchHeap ({ stdout }) {
  let allocatedBytes = 0
  let leftMiB
  stdout.on('data', text => {
    for (const [, beforeMiB, afterMiB] of text.toString().matchAll(/([\d.]+) \([\d.]+\) -> ([\d.]+) \(/g)) {
      if (leftMiB !== undefined) allocatedBytes += (Number(beforeMiB) - leftMiB) * 1048576
      leftMiB = Number(afterMiB)
    }
  })
  return () => allocatedBytes
}

export function median (numbers) {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]
}
