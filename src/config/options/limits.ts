import type { Option } from '../option.js'
import { seconds } from '../types/seconds.js'
import { wholeNumber } from '../types/whole-number.js'

const COUNT_MOST = 1_000_000

export const LIMITS = {
  maxConnections: {
    flag: '--max-connections',
    env: 'MAX_CONNECTIONS',
    placeholder: 'count',
    kind: wholeNumber(0, COUNT_MOST),
    fallback: '16384',
    doc: 'Connections that clients may have open at once; 0 is no limit.',
    more: 'When there are as many, the longest open one that never watched anything makes room for the next; where all watch, ' +
      'the next is answered 503. Each takes a file descriptor, and another one while it watches: allow the process twice as many (`ulimit -n`). ' +
      'The admin listener is not concerned.',
    example: '4096'
  },
  maxRequests: {
    flag: '--max-requests',
    env: 'MAX_REQUESTS',
    placeholder: 'count',
    kind: wholeNumber(0, COUNT_MOST),
    fallback: '8192',
    doc: 'Requests and WebSockets that may be forwarded at once; 0 is no limit.',
    more: 'What exceeds it is answered 503.',
    example: '2048'
  },
  maxRequestsPerStream: {
    flag: '--max-requests-per-stream',
    env: 'MAX_REQUESTS_PER_STREAM',
    placeholder: 'count',
    kind: wholeNumber(0, COUNT_MOST),
    fallback: '32',
    doc: 'Requests and WebSockets that one stream may have under way at once on one gate; 0 is no limit.',
    more: 'What exceeds it is answered 429. A browser opens 6 connections to a host, a player uses one or two. ' +
      'It is against a token that is passed round a crowd: the fewer requests, the fewer can watch by one token.',
    example: '16'
  },
  maxLookups: {
    flag: '--max-lookups',
    env: 'MAX_LOOKUPS',
    placeholder: 'count',
    kind: wholeNumber(0, COUNT_MOST),
    fallback: '256',
    doc: 'Questions that clients whose stream this gate does not know may have under way to Redis at once; 0 is no limit.',
    more: 'Counted apart for requests for video and for the streams path. Sixteen times as many wait for their turn, and what exceeds ' +
      'that is answered 503. That a token was made up can be told by nobody but Redis: so floods of them are held to this many, and ' +
      'cannot delay the renewals of those who watch.',
    example: '1024'
  },
  endedTokenRequests: {
    flag: '--ended-token-requests',
    env: 'ENDED_TOKEN_REQUESTS',
    placeholder: 'count',
    kind: wholeNumber(0, COUNT_MOST),
    fallback: '20',
    doc: 'Requests that may be made in a row by a token whose stream has ended before they are throttled; 0: they never are.',
    more: 'Several players go on asking for ever, whatever status and `Retry-After` they are answered. What comes beyond is answered 429, ' +
      'and a second later than it could be, so that they ask less often; once the token was left alone for ten seconds, a new row begins. ' +
      'Players that stop by themselves make fewer requests than that.',
    example: '50'
  },
  maxHeadBytes: {
    flag: '--max-head-bytes',
    env: 'MAX_HEAD_BYTES',
    placeholder: 'bytes',
    kind: wholeNumber(1024, 1_048_576, 'bytes'),
    fallback: '16384',
    doc: 'Largest head of a request: its first line and its fields.',
    more: 'A larger one is answered 431.',
    example: '32768'
  },
  headTimeout: {
    flag: '--head-timeout',
    env: 'HEAD_TIMEOUT',
    placeholder: 'seconds',
    kind: seconds(),
    fallback: '15',
    doc: 'How long a client may take to send the head of a request.',
    more: 'It is looked at once a second; then the answer is 408, and the connection closes.',
    example: '5'
  },
  keepAliveTimeout: {
    flag: '--keep-alive-timeout',
    env: 'KEEP_ALIVE_TIMEOUT',
    placeholder: 'seconds',
    kind: seconds(),
    fallback: '75',
    doc: 'How long a connection may be idle between two requests.',
    more: 'Longer than that of a load balancer in front (60 in most), which would otherwise send requests into connections that just close.',
    example: '130'
  },
  bodyTimeout: {
    flag: '--body-timeout',
    env: 'BODY_TIMEOUT',
    placeholder: 'seconds',
    kind: seconds('no limit'),
    fallback: '60',
    doc: 'How long a client may pause amid the body of a request before its connection is cut.',
    more: 'Time in which the gate or the upstream does not read does not count.',
    example: '20'
  },
  stallTimeout: {
    flag: '--stall-timeout',
    env: 'STALL_TIMEOUT',
    placeholder: 'seconds',
    kind: seconds('no limit'),
    fallback: '60',
    doc: 'How long a client may take nothing of what waits for it before its connection is cut.',
    more: 'A slow client takes something, and an idle WebSocket has nothing waiting: neither is cut. Kernels pass bytes on in steps, ' +
      'so that a client that takes 64 KiB/s can look still for 20 s: keep it at 30 or more. A browser whose viewer has paused for ' +
      'longer fetches the rest when the viewer goes on.',
    example: '30'
  }
} as const satisfies Record<string, Option>
