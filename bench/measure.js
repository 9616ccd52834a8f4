// CPU time and allocated memory of a process under load.
import { execFileSync, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { firstJson } from './children.js'

const TICK_MICROSECONDS = 1e6 / Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))

/** CPU time of the process in µs for each request. Throws if a response has another status than `status`. */
export async function measureLoad ({ port, pid }, { target, requests, connections, token, status }) {
  const before = cpuMicroseconds(pid)
  const child = spawn(process.execPath, ['bench/load.js', port, target, requests, connections, token].map(String), { stdio: ['ignore', 'pipe', 'inherit'] })
  const { statuses } = await firstJson(child, () => true)
  if (Object.keys(statuses).join() !== String(status)) throw new Error(`unexpected responses: ${JSON.stringify(statuses)}`)
  return (cpuMicroseconds(pid) - before) / requests
}

/** User and system time: fields 14 and 15 of proc(5) stat. The command name before them can contain spaces. */
export function cpuMicroseconds (pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * TICK_MICROSECONDS
}

/** Sums the allocations of a process from the output of `--trace-gc` on its stdout. Returns a function that reads the bytes so far. */
export function watchHeap ({ stdout }) {
  let allocatedBytes = 0
  let remainingMiB
  stdout.on('data', text => {
    for (const [, beforeMiB, afterMiB] of text.toString().matchAll(/([\d.]+) \([\d.]+\) -> ([\d.]+) \(/g)) {
      if (remainingMiB !== undefined) allocatedBytes += (Number(beforeMiB) - remainingMiB) * 1048576
      remainingMiB = Number(afterMiB)
    }
  })
  return () => allocatedBytes
}

export function median (numbers) {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]
}
