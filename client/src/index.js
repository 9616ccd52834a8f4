export { StreamRefused, StreamUnreachable } from './errors.js'
export { openStream } from './open-stream.js'
