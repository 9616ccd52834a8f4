import { totalmem } from 'node:os'

/**
 * Bytes of memory that this process and those beside it in its container may take. What is above the memory of
 * the machine is no limit: Node says so where there is none, by a number that depends on its version.
 *
 * @param constrained what the operating system allows; 0 or undefined where it does not tell
 */
export function measureMemoryMax ({ constrained = process.constrainedMemory(), machine = totalmem() }: {
  constrained?: number | undefined
  machine?: number
} = {}): number {
  return constrained > 0 && constrained < machine ? constrained : machine
}
