import t from 'tap'
import { composeToken } from '../../src/domain/compose-token.js'

t.test('the tag stands before the secret, with the version between its digits', t => {
  t.equal(composeToken('0123456789abcdef', 'fedcba987654321'), '01234567-89ab-4cde-ffed-cba987654321')
  t.end()
})
