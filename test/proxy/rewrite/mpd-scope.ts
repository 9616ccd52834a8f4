import t from 'tap'
import { MpdScope, type Base } from '../../../src/proxy/rewrite/mpd-scope.js'

function scope (parent: MpdScope | undefined, ...bases: Base[]): MpdScope {
  const made = new MpdScope(parent, true)
  for (const base of bases) made.addBase(base)
  return made
}

t.test('the authority changes if any BaseURL that may be chosen names another host', async t => {
  const elsewhere = scope(undefined, 'other-authority')
  for (const [name, tested, changes] of [
    ['no BaseURL', scope(undefined), false],
    ['a relative one', scope(scope(undefined), 'relative'), false],
    ['another host', elsewhere, true],
    ['one of several', scope(undefined, 'same-authority', 'other-authority'), true],
    ['inherited', scope(elsewhere), true],
    ['relative to it', scope(elsewhere, 'relative'), true],
    ['replaced by the same authority', scope(elsewhere, 'same-authority'), false]
  ] as const) {
    t.equal(tested.mayChangeAuthority, changes, name)
    t.equal(tested.keepsAuthority(), !changes, name)
  }
})

t.test('what nested scopes inherit is unknown until the scope is closed, or one of them changes the authority', async t => {
  const closed = scope(undefined)
  t.equal(closed.keepsAuthorityInNestedScopes(), undefined)
  closed.close()
  t.equal(closed.keepsAuthorityInNestedScopes(), true)

  const changed = scope(undefined)
  scope(changed, 'other-authority')
  t.equal(changed.keepsAuthorityInNestedScopes(), false)
  t.equal(changed.keepsAuthority(), true, 'for URIs that are resolved in the scope itself')
})

t.test('a scope whose content is not inherited knows at once', async t => {
  t.equal(new MpdScope(undefined, false).keepsAuthorityInNestedScopes(), true)
})

t.test('another host is an error once a token was added because of the scope or an outer one', async t => {
  const outer = scope(undefined)
  const inner = scope(outer, 'relative')
  t.equal(inner.keepsAuthority(), true)
  for (const relied of [outer, inner]) t.throws(() => { relied.addBase('other-authority') }, { code: 'UPSTREAM_BROKEN' })
})
