/** This many characters are always buffered first: most manifests then prove to be valid before anything is sent. */
export const INITIAL_BUFFER_CHARS = 262_144
/** The most characters that are buffered while it is unknown whether an insertion is due. Beyond it, the insertion is dropped. */
export const BUFFER_MAX_CHARS = 8_388_608

/** A text that may have to be inserted. */
interface Insertion {
  readonly text: string
  /** Whether it has to be inserted; undefined while that is unknown. Called until it is known, and not afterwards. */
  readonly isDue: () => boolean | undefined
}

export interface InsertionBuffer {
  readonly append: (text: string) => void
  readonly insert: (insertion: Insertion) => void
  /** Returns what can be sent now. */
  readonly release: () => string
  /** Returns the rest, without insertions of which it is unknown whether they are due. */
  readonly finish: () => string
  /** Returns the rest without any insertion. */
  readonly abandon: () => string
}

/** Buffers a text from the first insertion on of which it is not yet known whether it is due. */
export function insertionBuffer (): InsertionBuffer {
  let entries: Array<string | Insertion> = []
  let bufferedChars = 0
  let isInitial = true

  return {
    append: text => {
      bufferedChars += text.length
      const last = entries.at(-1)
      if (typeof last === 'string') entries[entries.length - 1] = last + text
      else entries.push(text)
    },
    insert: insertion => { entries.push(insertion) },
    release: () => {
      isInitial &&= bufferedChars <= INITIAL_BUFFER_CHARS
      return isInitial ? '' : take(false)
    },
    finish: () => take(true),
    abandon: () => {
      const texts = entries.filter(entry => typeof entry === 'string')
      entries = []
      bufferedChars = 0
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
        bufferedChars -= entry.length
        continue
      }
      const isDue = entry.isDue()
      if (isDue === undefined && !all && bufferedChars <= BUFFER_MAX_CHARS) break
      if (isDue === true) taken += entry.text
    }
    if (at > 0) entries = entries.slice(at)
    return taken
  }
}
