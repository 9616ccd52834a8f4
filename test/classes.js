import { availableParallelism } from 'node:os'

/**
 * How test files run: scripts/test/run.js runs one class after the other, and in each as many processes side by side as
 * `jobs` says. A file belongs to the class that names the longest part of its path.
 *
 * The files below a folder that is named in `together` share one process, one after the other: they leave nothing behind in
 * it, and ask nothing of it that another file could have changed. Those in `apart` have a process each.
 */
export const CLASSES = [
  // Those that keep a processor busy: with our code, or with a browser that plays.
  {
    name: 'compute',
    jobs: availableParallelism(),
    together: ['test', 'test/app', 'test/client', 'test/config', 'test/domain', 'test/http', 'test/identity', 'test/monitoring', 'test/process', 'test/proxy', 'test/telemetry'],
    apart: ['test/examples', 'test/integration/browser']
  },
  // Those that mostly wait: for servers, programs, expiries and playback.
  {
    name: 'wait',
    jobs: 3 * availableParallelism(),
    together: ['test/cli', 'test/k8s', 'test/lua', 'test/scripts', 'test/store'],
    apart: [
      // The longest first, so that none of them is what all others have to wait for.
      'test/integration/outages/failovers.ts', 'test/integration/long-responses.ts', 'test/integration/outages/data-lost.ts', 'test/integration/limits/stalled-clients.ts',
      'test/contract', 'test/integration', 'test/package-client.ts', 'test/package-contents.ts', 'test/package-install.ts', 'test/package-version.ts', 'test/process/run.ts', 'test/readme.ts',
      'test/scripts/dev-stack.ts', 'test/scripts/test'
    ]
  },
  // Those that need the machine for themselves.
  {
    name: 'alone',
    jobs: 1,
    together: [],
    apart: ['test/integration/limits/floods.ts']
  }
]
