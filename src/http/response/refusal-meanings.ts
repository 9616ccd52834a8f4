import type { RefusalReason } from '../../domain/refusal.js'

/** For each reason: when it is given, and what a client should do. */
export const REFUSAL_MEANINGS = {
  'session-missing': ['no session was given', 'send `X-Stream-Session`'],
  'limit-reached': ['the viewer already has as many live streams as the limit allows', 'let the viewer end another stream, then acquire again'],
  'token-unknown': ['the token has expired, was released, or never was', 'acquire a new stream'],
  'stream-stopped': ['the operator has stopped the stream', 'stop the player and show why; acquire a new stream only if the viewer asks for it'],
  'token-missing': ['no token was given', 'acquire a stream and send its `X-Stream-Token`'],
  'token-of-another-session': ['the token belongs to another session', 'send the session it was acquired with, or acquire a new stream'],
  'too-many-acquires': ['too many streams were asked for in too short a time', 'wait as long as `Retry-After` says'],
  'store-unreachable': ['the store of streams cannot be reached', 'repeat after `Retry-After`; a running stream is not lost by that'],
  'upstream-unreachable': ['the upstream gave no usable answer', 'repeat, less often each time'],
  'upstream-too-slow': ['the upstream did not answer in time', 'repeat, less often each time'],
  'upstream-busy': ['as many requests as the upstream may have are under way there, and as many as may wait do', 'repeat after `Retry-After`; a running stream is not lost by that'],
  malformed: ['the request is malformed; the message says what is', 'mend the request; repeating it changes nothing'],
  'not-found': ['there is nothing: no upstream is configured', 'check the path'],
  'method-not-allowed': ['a method `/streams` or the gate does not know', 'use one that `Allow` lists'],
  loop: ['the request has passed this gate before', 'none of the client\'s: the upstream leads back to the gate'],
  'expectation-unknown': ['an expectation other than `100-continue`', 'leave `Expect` out'],
  'head-too-large': ['the head of the request is larger than the gate takes (`MAX_HEAD_BYTES`)', 'send fewer or shorter fields'],
  'head-too-slow': ['the head of the request did not arrive in time', 'repeat on a new connection'],
  overloaded: ['the gate has as many connections, requests or questions to its store under way as it may', 'repeat after `Retry-After`; a running stream is not lost by that'],
  'stream-overloaded': ['as many requests as a stream may have run on this stream', 'wait for some of them to end; play one video a stream'],
  'too-many-refusals': ['the token is that of code 3, and has been asked for too many times in a row', 'stop the player, and acquire a new stream'],
  internal: ['an error of the gate itself', 'repeat, less often each time; tell the operator']
} as const satisfies Record<RefusalReason, readonly [when: string, then: string]>
