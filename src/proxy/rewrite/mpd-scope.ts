import { Fault } from '../../domain/fault.js'

/** What a BaseURL is resolved to: the gate, another host, or what the surrounding scope resolves to. */
export type Base = 'same-authority' | 'other-authority' | 'relative'

/**
 * An element of an MPD that may contain BaseURLs (ISO/IEC 23009-1, section 5.6). Relative URIs in the element are
 * resolved against them; if there are several, a player may choose any.
 */
export class MpdScope {
  readonly parent: MpdScope | undefined
  /** Whether nested scopes use what this one contains, as Representations use the template of their AdaptationSet. */
  readonly #inherited: boolean
  readonly #bases = new Set<Base>()
  #closed = false
  /** Whether a nested scope changes the authority. */
  #changesInside = false
  /** Whether a token was added to a URI because this scope keeps the authority. */
  #reliedOn = false

  constructor (parent: MpdScope | undefined, inherited: boolean) {
    this.parent = parent
    this.#inherited = inherited
  }

  /** Whether a relative URI in this scope may resolve to another host. */
  get mayChangeAuthority (): boolean {
    const isOuterUsed = this.#bases.size === 0 || this.#bases.has('relative')
    return this.#bases.has('other-authority') || (isOuterUsed && this.parent !== undefined && this.parent.mayChangeAuthority)
  }

  close (): void {
    this.#closed = true
  }

  /**
   * Adds a BaseURL. The schema requires it before everything it applies to. If it comes later, and what it applies to
   * was sent with a token, the response has to be aborted: throws a `Fault`.
   */
  addBase (base: Base): void {
    this.#bases.add(base)
    if (!this.mayChangeAuthority) return
    if (this.#reliedOn) throw new Fault('UPSTREAM_BROKEN', 'a BaseURL of the manifest names another host after the URIs it applies to')
    for (let outer = this.parent; outer !== undefined; outer = outer.parent) outer.#changesInside = true
  }

  /** Whether a relative URI that is resolved in this scope only leads to the gate. */
  keepsAuthority (): boolean {
    if (this.mayChangeAuthority) return false
    this.#relyOn()
    return true
  }

  /** The same for a URI that nested scopes may use too. Undefined while that is unknown. */
  keepsAuthorityInNestedScopes (): boolean | undefined {
    if (this.#inherited && !this.#closed) return this.mayChangeAuthority || this.#changesInside ? false : undefined
    return !this.#changesInside && this.keepsAuthority()
  }

  #relyOn (): void {
    this.#reliedOn = true
    if (this.parent !== undefined && (this.#bases.size === 0 || this.#bases.has('relative'))) this.parent.#relyOn()
  }
}
