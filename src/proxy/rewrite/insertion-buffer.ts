/** The first characters are held back in any case: most manifests then prove sound before anything is sent. */
export const INITIAL_BUFFER_CHARS = 262_144
/** So many are held back at most until it is known what may be inserted. Beyond, it is not. */
export const BUFFER_MAX_CHARS = 8_388_608

/** What may have to be inserted. */
interface Insertion {
  readonly text: string
  /** Whether it is. Undefined: not known yet. GaugeCallbacks until it is known, and then no more. */
  readonly isDue: () => boolean | undefined
}

export interface InsertionBuffer {
  readonly pass: (text: string) => void
  readonly insert: (insertion: Insertion) => void
  /** What is ready to be sent. */
  readonly release: () => string
  /** All the rest, without what is not known to be due. */
  readonly finish: () => string
  /** The same without any insertion. */
  readonly giveUp: () => string
}

/** Holds a text back into which something is inserted as soon as it is known whether. */
export function insertionBuffer (): InsertionBuffer {
  let entries: Array<string | Insertion> = []
  let heldChars = 0
  let patient = true

  return {
    pass: text => {
      heldChars += text.length
      const last = entries.at(-1)
      if (typeof last === 'string') entries[entries.length - 1] = last + text
      else entries.push(text)
    },
    insert: insertion => { entries.push(insertion) },
    release: () => {
      patient &&= heldChars <= INITIAL_BUFFER_CHARS
      return patient ? '' : take(false)
    },
    finish: () => take(true),
    giveUp: () => {
      const texts = entries.filter(entry => typeof entry === 'string')
      entries = []
      heldChars = 0
      return texts.join('')
    }
  }

  function take (all: boolean): string {
    let taken = ''
    let at = 0
    for (; at < entries.length; at++) {
      const entry = entries[at] as string | Insertion
      if (typeof entry === 'string') {
        taken += entry
        heldChars -= entry.length
        continue
      }
      const isDue = entry.isDue()
      if (isDue === undefined && !all && heldChars <= BUFFER_MAX_CHARS) break
      if (isDue === true) taken += entry.text
    }
    if (at > 0) entries = entries.slice(at)
    return taken
  }
}
