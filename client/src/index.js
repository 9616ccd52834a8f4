export { openStream } from './open-stream.js'
export { StreamRefused } from './stream-refused.js'
export { StreamUnreachable } from './stream-unreachable.js'
