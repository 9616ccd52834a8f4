import { totalmem } from 'node:os'

/**
 * Memory in bytes that the processes of this container may use together. A value above the memory of the machine is no
 * limit: Node returns such a value, which depends on its version, if there is none.
 *
 * @param constrained limit of the operating system in bytes; 0 or undefined if unknown
 */
export function measureMemoryMax ({ constrained = process.constrainedMemory(), machine = totalmem() }: {
  constrained?: number | undefined
  machine?: number
} = {}): number {
  return constrained > 0 && constrained < machine ? constrained : machine
}
