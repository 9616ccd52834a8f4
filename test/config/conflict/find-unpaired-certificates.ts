import t from 'tap'
import { findUnpairedCertificates } from '../../../src/config/conflict/find-unpaired-certificates.js'
import { describeProblem } from '../../../src/config/problem.js'
import { settingsOf } from '../../fixtures/settings-of.js'

t.test('a certificate and its key need each other', async t => {
  const dir = t.testdir({ pem: '-----BEGIN CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\n' })
  const find = (commandLine: string): string[] =>
    findUnpairedCertificates(settingsOf(commandLine).settings, 'redisCertFile', 'redisKeyFile').map(describeProblem)

  t.same(find(''), [])
  t.same(find(`--redis-cert-file ${dir}/pem --redis-key-file ${dir}/pem`), [])
  t.same(find(`--redis-cert-file ${dir}/pem`), ['--redis-cert-file (REDIS_CERT_FILE): also set --redis-key-file (REDIS_KEY_FILE)'])
  t.same(find(`--redis-key-file ${dir}/pem`), ['--redis-key-file (REDIS_KEY_FILE): also set --redis-cert-file (REDIS_CERT_FILE)'])
  t.same(find(`--redis-cert-file ${dir}/pem --redis-key-file ${dir}/none`), [], 'an invalid value causes no second problem')
})
