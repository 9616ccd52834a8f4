/**
 * Seconds after which a client should renew: a third of the expiry with a jitter of 25 %, so that clients that start
 * together spread out. Whole seconds if the expiry is 6 s or more, else tenths.
 *
 * @param random uniform in [0, 1)
 */
export function jitterRenewal (expirySeconds: number, random: () => number): number {
  const seconds = expirySeconds / 3 * (0.75 + random() * 0.5)
  return expirySeconds >= 6 ? Math.round(seconds) : Math.round(seconds * 10) / 10
}
