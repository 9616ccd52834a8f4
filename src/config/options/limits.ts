import type { Option } from '../option.js'
import { seconds } from '../types/seconds.js'
import { wholeNumber } from '../types/whole-number.js'

const COUNT_MOST = 1_000_000

export const LIMITS = {
  maxConnections: {
    flag: '--max-connections',
    env: 'MAX_CONNECTIONS',
    placeholder: 'count',
    type: wholeNumber(0, COUNT_MOST),
    defaultText: '16384',
    doc: 'Client connections open at once; 0 is unlimited.',
    more: 'At the limit, a new connection replaces the oldest one that never carried video; if all did, ' +
      'the new one gets 503. Each connection uses a file descriptor, and a second one while it receives video: allow the process twice as many (`ulimit -n`). ' +
      'The admin listener has no such limit.',
    example: '4096'
  },
  maxRequests: {
    flag: '--max-requests',
    env: 'MAX_REQUESTS',
    placeholder: 'count',
    type: wholeNumber(0, COUNT_MOST),
    defaultText: '8192',
    doc: 'Requests and WebSockets forwarded at once; 0 is unlimited.',
    more: 'Further requests get 503.',
    example: '2048'
  },
  maxRequestsPerStream: {
    flag: '--max-requests-per-stream',
    env: 'MAX_REQUESTS_PER_STREAM',
    placeholder: 'count',
    type: wholeNumber(0, COUNT_MOST),
    defaultText: '32',
    doc: 'Requests and WebSockets of one stream forwarded at once by one gate; 0 is unlimited.',
    more: 'Further requests get 429. A browser opens 6 connections to a host, a player uses one or two. ' +
      'This limits token sharing: the fewer requests a token allows, the fewer people can watch with it.',
    example: '16'
  },
  maxLookups: {
    flag: '--max-lookups',
    env: 'MAX_LOOKUPS',
    placeholder: 'count',
    type: wholeNumber(0, COUNT_MOST),
    defaultText: '256',
    doc: 'Concurrent store lookups for unverified tokens; 0 is unlimited.',
    more: 'Requests for video and the streams path have a limit each. Sixteen times as many lookups may be queued; ' +
      'further requests get 503. Only Redis can detect an invented token, so this limit keeps a flood of them ' +
      'from delaying the renewals of active viewers.',
    example: '1024'
  },
  endedTokenRequests: {
    flag: '--ended-token-requests',
    env: 'ENDED_TOKEN_REQUESTS',
    placeholder: 'count',
    type: wholeNumber(0, COUNT_MOST),
    defaultText: '20',
    doc: 'Consecutive requests with an ended token before the gate throttles it; 0 is never.',
    more: 'Some players retry forever, whatever status and `Retry-After` they get. Further requests get 429 after a delay of one second, ' +
      'which slows such players down. The count restarts after ten seconds without a request. ' +
      'Players that stop by themselves send fewer requests than the default.',
    example: '50'
  },
  maxHeadBytes: {
    flag: '--max-head-bytes',
    env: 'MAX_HEAD_BYTES',
    placeholder: 'bytes',
    type: wholeNumber(1024, 1_048_576, 'bytes'),
    defaultText: '16384',
    doc: 'Maximum size of the head of a request: request line and headers.',
    more: 'A larger head gets 431.',
    example: '32768'
  },
  headTimeout: {
    flag: '--head-timeout',
    env: 'HEAD_TIMEOUT',
    placeholder: 'seconds',
    type: seconds(),
    defaultText: '15',
    doc: 'How long a client may take to send the head of a request.',
    more: 'The gate checks once a second; it then responds with 408 and closes the connection.',
    example: '5'
  },
  keepAliveTimeout: {
    flag: '--keep-alive-timeout',
    env: 'KEEP_ALIVE_TIMEOUT',
    placeholder: 'seconds',
    type: seconds(),
    defaultText: '75',
    doc: 'How long a connection may be idle between two requests.',
    more: 'Choose it longer than the idle timeout of a load balancer in front of the gate (60 s in most), which otherwise sends requests on connections that are about to close.',
    example: '130'
  },
  bodyTimeout: {
    flag: '--body-timeout',
    env: 'BODY_TIMEOUT',
    placeholder: 'seconds',
    type: seconds('unlimited'),
    defaultText: '60',
    doc: 'How long a client may pause within a request body before its connection is aborted.',
    more: 'Time during which the gate or the upstream does not read is not counted.',
    example: '20'
  },
  stallTimeout: {
    flag: '--stall-timeout',
    env: 'STALL_TIMEOUT',
    placeholder: 'seconds',
    type: seconds('unlimited'),
    defaultText: '60',
    doc: 'How long a client may read none of the data waiting for it before its connection is aborted.',
    more: 'A slow client reads some data, and an idle WebSocket has none waiting: neither is aborted. Kernels deliver data in steps, ' +
      'so a client that reads 64 KiB/s can appear stalled for 20 s: use 30 or more. A browser whose viewer paused ' +
      'for longer fetches the rest when the viewer resumes.',
    example: '30'
  }
} as const satisfies Record<string, Option>
