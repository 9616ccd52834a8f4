import t from 'tap'
import { findConflicts } from '../../../src/config/conflict/find-conflicts.js'
import { settingsOf } from '../../fixtures/settings-of.js'

t.test('collects the conflicts of all topics', async t => {
  const { settings } = settingsOf('--admin-port 3000 --health-path /streams --upstream-idle-timeout 1 --redis-password x')
  t.match(findConflicts(settings).map(({ subject }) => subject), [/^--port/, /^--health-path/, /^--upstream-idle-timeout/, /^--redis-password/])
})
