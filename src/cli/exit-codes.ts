/** What the process ends with. */
export const OK = 0
/** The gate could not start, or something broke. */
export const FAILED = 1
/** The command line or the configuration is wrong; nothing was opened. */
export const MISCONFIGURED = 2
