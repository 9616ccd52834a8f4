/**
 * After how many seconds a client should renew: a third of the expiry, a quarter more or less, so that
 * clients that came together do not stay together. Whole seconds where the expiry has room for them.
 *
 * @param random uniform in [0, 1)
 */
export function jitterRenewal (expirySeconds: number, random: () => number): number {
  const seconds = expirySeconds / 3 * (0.75 + random() * 0.5)
  return expirySeconds >= 6 ? Math.round(seconds) : Math.round(seconds * 10) / 10
}
