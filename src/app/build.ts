import type { Config } from '../config/config.js'
import type { ConnectionSource } from '../http/listener/listen-on.js'
import { reportFailOpen } from '../telemetry/observe/report-fail-open.js'
import { measureProcess } from '../telemetry/process/measure-process.js'
import { registerProcessMetrics } from '../telemetry/process/register-process-metrics.js'
import { adminListener } from './admin-listener.js'
import { composeAdmin, type GateState } from './compose-admin.js'
import { composeGate } from './compose-gate.js'
import { composeRules } from './compose-rules.js'
import { composeTransports } from './compose-transports.js'
import { composeUpstream } from './compose-upstream.js'
import { observeGate } from './observe-gate.js'
import type { OpenAdmin } from './open-admin.js'
import { openStore } from './open-store.js'
import { openTelemetry } from './open-telemetry.js'
import { releaseInReverse } from './release-in-reverse.js'
import type { App, Runtime } from './runtime.js'

/**
 * The composition root of one gate. Opens the store, but no port yet. Rejects when the store cannot be opened, with
 * everything released.
 *
 * @param openAdmin how the operator reaches the gate; a listener of its own unless given
 * @param connectionSource where clients come from; a listener of its own unless given
 */
export async function build (config: Config, runtime: Runtime, openAdmin: OpenAdmin = ownAdmin(config, runtime), connectionSource?: ConnectionSource): Promise<App> {
  const { clock } = runtime
  const telemetry = openTelemetry(config, runtime)
  const { meters, events, onFault } = telemetry
  const { onRelease, release } = releaseInReverse()
  const parts = await compose().catch(async (error: unknown) => {
    await release(0)
    throw error
  })
  let state: GateState = 'starting'
  let aborted = 0

  return { start, drain, stop }

  async function compose () {
    const circuit = await openStore({ config, runtime, ...telemetry })
    onRelease(circuit.close)
    const rules = composeRules({ config, clock, circuit, meters, onFault })
    const transports = composeTransports(config)
    const upstream = composeUpstream({ config, clock, redact: transports.redact, telemetry })
    if (upstream !== undefined) onRelease(upstream.close)
    const observe = observeGate(telemetry)
    const gate = composeGate({ config, runtime, rules, transports, upstream, observe, onFault, connectionSource })
    const admin = composeAdmin({ config, clock, rules, telemetry, refusals: observe.refusals, state: () => state, openAdmin })
    return { rules, upstream, gate, admin }
  }

  async function start (): Promise<void> {
    const { rules, upstream, gate, admin } = parts
    try {
      // Registered first: a listener that could not start may still have to give up what it prepared.
      onRelease(admin.stop)
      await admin.start()
      onRelease(rules.supervise())
      onRelease(reportFailOpen({ isFailingOpen: rules.outage.isFailingOpen, clock, events }))
      onRelease(async graceMs => { aborted = await gate.stop(graceMs) })
      const publicAddress = await gate.start()
      if (upstream !== undefined) onRelease(upstream.closeTunnels)
      state = 'ok'
      if (config.outage.mode === 'allow') events.failOpenEnabled({})
      if (config.redis === undefined) events.keptInMemory({})
      meters.workers = 1
      admin.announce(publicAddress)
    } catch (error) {
      await release(0)
      throw error
    }
  }

  function drain (): void {
    state = 'draining'
    parts.gate.drain()
  }

  async function stop (graceMs: number): Promise<number> {
    drain()
    meters.workers = 0
    await release(graceMs)
    events.stopped({ aborted })
    return aborted
  }
}

function ownAdmin (config: Config, { clock, version }: Runtime): OpenAdmin {
  const registerProcess = registerProcessMetrics(measureProcess())
  return adminListener({ admin: config.admin, clock, registerProcess, store: config.redis?.mode ?? 'memory', version, nodeVersion: process.version })
}
