import t from 'tap'
import { pemFile } from '../../../src/config/types/pem-file.js'
import { tryType } from '../../fixtures/try-type.js'

const FILES: Record<string, string> = {
  '/ca.pem': '# an authority\n-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n',
  '/rsa.key': '-----BEGIN RSA PRIVATE KEY-----\nMA==\n-----END RSA PRIVATE KEY-----\n',
  '/key.key': '-----BEGIN PRIVATE KEY-----\nMA==\n-----END PRIVATE KEY-----\n',
  '/empty': ''
}
function readFile (path: string): string {
  const text = FILES[path]
  if (text === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' })
  return text
}

t.test('the value is the text of the file', async t => {
  tryType(t, pemFile('CERTIFICATE'), { accepted: [['/ca.pem', FILES['/ca.pem'] ?? '']], refused: ['/rsa.key', '/empty', '/none'], readFile })
  tryType(t, pemFile('PRIVATE KEY'), { accepted: [['/rsa.key', FILES['/rsa.key'] ?? ''], ['/key.key', FILES['/key.key'] ?? '']], refused: ['/ca.pem'], readFile })
})

t.test('gives the reason why a file is refused', async t => {
  t.match(pemFile('CERTIFICATE').parse('/none', readFile), { why: 'the file cannot be read (ENOENT)' })
  t.match(pemFile('CERTIFICATE').parse('/empty', readFile), { why: 'the file has no PEM block labelled CERTIFICATE' })
})
