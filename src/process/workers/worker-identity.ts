/** Which worker a process is. */
export interface WorkerIdentity {
  /** Its place among the workers, from 1 on; a successor has that of its predecessor. */
  readonly place: number
  /** Tells its gate from all others on the same Redis. */
  readonly gateId: string
}

/** The environment that makes a process a worker. */
export function toEnvironment ({ place, gateId }: WorkerIdentity): Record<string, string> {
  return { STREAMGATE_WORKER: String(place), STREAMGATE_WORKER_GATE: gateId }
}

/** Which worker the environment makes this process; undefined when it is none. */
export function whichWorker (env: NodeJS.ProcessEnv): WorkerIdentity | undefined {
  const { STREAMGATE_WORKER: place, STREAMGATE_WORKER_GATE: gateId } = env
  return place === undefined || gateId === undefined || process.send === undefined ? undefined : { place: Number(place), gateId }
}
