import { kindOf, type Kind } from '../kind.js'

/** Any text but none, on one line. */
export const someText: Kind<string> = kindOf('any text on one line', text => /^[^\r\n\0]+$/.test(text) ? text : undefined)
