/** The identity that the primary assigns to a worker process. */
export interface WorkerIdentity {
  /** Number of its worker slot, from 1 on. A replacement keeps the slot of its predecessor. */
  readonly slot: number
  /** Unique among all gates on the same Redis. */
  readonly gateId: string
}

/** The environment variables that make a process a worker. */
export function toEnvironment ({ slot, gateId }: WorkerIdentity): Record<string, string> {
  return { STREAMGATE_WORKER: String(slot), STREAMGATE_WORKER_GATE: gateId }
}

/** The identity in the environment; undefined if this process was not started as a worker. */
export function readWorkerIdentity (env: NodeJS.ProcessEnv): WorkerIdentity | undefined {
  const { STREAMGATE_WORKER: slot, STREAMGATE_WORKER_GATE: gateId } = env
  return slot === undefined || gateId === undefined || process.send === undefined ? undefined : { slot: Number(slot), gateId }
}
