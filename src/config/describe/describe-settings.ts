import { OPTION_NAMES, OPTIONS } from '../options/options.js'
import type { Setting, Settings } from '../options/setting.js'

/** One option for output. Contains no secret. */
export interface DescribedSetting {
  readonly flag: string
  readonly env: string
  /** Null if unset. */
  readonly value: string | null
  readonly source: Setting['source']
  /** The variable that set it, if any. */
  readonly variable: string | null
}

/** The effective value of every option and its source. */
export function describeSettings (settings: Settings): DescribedSetting[] {
  return OPTION_NAMES.map(name => {
    const { flag, env } = OPTIONS[name]
    const { shown, source, variable } = settings[name]
    return { flag, env, value: shown ?? null, source, variable: variable ?? null }
  })
}

/** The same as a text table. */
export function tabulateSettings (settings: readonly DescribedSetting[]): string {
  const rows = settings.map(({ flag, value, source, variable }) => [flag, value ?? '-', variable === null ? source : `${source} ${variable}`])
  const widths = [0, 1].map(column => Math.max(...rows.map(row => row[column]?.length ?? 0)))
  return rows.map(row => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd() + '\n').join('')
}
