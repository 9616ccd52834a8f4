/** Exit codes of the process. */
export const OK = 0
/** The gate could not start, or failed. */
export const FAILED = 1
/** The command line or the configuration is invalid. No port was opened. */
export const MISCONFIGURED = 2
