import { Fault } from '../../domain/fault.js'

/** Where a BaseURL leads: to the gate, to another host, or wherever those around it do. */
export type Base = 'own' | 'foreign' | 'relative'

/**
 * An element of an MPD that may have BaseURLs (ISO/IEC 23009-1, section 5.6). They tell where relative URIs in
 * it lead; of several a player takes any.
 */
export class MpdScope {
  readonly parent: MpdScope | undefined
  /** Whether scopes within it use what stands in it, as Representations do the template of their AdaptationSet. */
  readonly #inherited: boolean
  readonly #bases = new Set<Base>()
  #closed = false
  /** Whether a scope within it leads away. */
  #foreignWithin = false
  /** Whether somebody was told that it does not lead away. */
  #reliedOn = false

  constructor (parent: MpdScope | undefined, inherited: boolean) {
    this.parent = parent
    this.#inherited = inherited
  }

  /** Whether relative URIs in it may lead to another host. */
  get mayChangeAuthority (): boolean {
    const outer = this.#bases.size === 0 || this.#bases.has('relative')
    return this.#bases.has('foreign') || (outer && this.parent !== undefined && this.parent.mayChangeAuthority)
  }

  close (): void {
    this.#closed = true
  }

  /**
   * By the schema, BaseURLs come before all that they apply to. Where one comes after, and what it applies to has
   * been sent with a token, there is no way but to break off: throws a `Fault`.
   */
  addBase (base: Base): void {
    this.#bases.add(base)
    if (!this.mayChangeAuthority) return
    if (this.#reliedOn) throw new Fault('UPSTREAM_BROKEN', 'the manifest names another host after what is to be asked of it')
    for (let outer = this.parent; outer !== undefined; outer = outer.parent) outer.#foreignWithin = true
  }

  /** Whether a relative URI that stands here leads to the gate, and here alone is resolved. */
  keepsAuthority (): boolean {
    if (this.mayChangeAuthority) return false
    this.#rely()
    return true
  }

  /** The same for one that scopes within may use as well. Undefined: that is not known yet. */
  keepsAuthorityInNestedScopes (): boolean | undefined {
    if (this.#inherited && !this.#closed) return this.mayChangeAuthority || this.#foreignWithin ? false : undefined
    return !this.#foreignWithin && this.keepsAuthority()
  }

  #rely (): void {
    this.#reliedOn = true
    if (this.parent !== undefined && (this.#bases.size === 0 || this.#bases.has('relative'))) this.parent.#rely()
  }
}
