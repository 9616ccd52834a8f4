-- Ends a live stream and notifies every gate: both or neither.
--
-- A stream that is missing from a complete record has ended. A stream that Redis has lost can be restored by a
-- gate that knows it. Where a missing field would not tell the two apart, this script writes a tombstone.
--
-- KEYS[1]  the viewer's record (hash: secret -> "end:start:device", times in ms, or the tombstone
--          "0:its expiry:"; "viewer" -> the viewer; "generation" -> "created:latest start")
--
-- ARGV[1]  secret of the stream
-- ARGV[2]  grace, ms: how long a gate without Redis may let a stream continue after its end
-- ARGV[3]  channel for ended streams
-- ARGV[4]  message for that channel
--
-- Returns 1 when it has ended a live stream, 0 when there was none

local key = KEYS[1]
local secret = ARGV[1]
local graceMs = tonumber(ARGV[2])
local channel = ARGV[3]
local message = ARGV[4]

-- How long after the loss of a record the gates restore its streams, ms.
local RECLAIM_PERIOD_MS = 10000
-- A record with this many fields gets no further tombstone for a stream that it does not contain.
local FIELDS_MAX = 64

local time = redis.call('TIME')
local nowMs = time[1] * 1000 + math.floor(time[2] / 1000)

local found = redis.call('HMGET', key, 'generation', secret)
local created, latestStart = string.match(found[1] or '', '^(%d+):(%d+)$')
local createdMs = tonumber(created or nowMs)

local function writeTombstone (ttlMs)
  redis.call('HSET', key, secret, string.format('0:%.0f:', nowMs + ttlMs))
  if redis.call('PTTL', key) < ttlMs then redis.call('PEXPIREAT', key, string.format('%.0f', nowMs + ttlMs)) end
end

if not found[2] then
  if nowMs - createdMs < RECLAIM_PERIOD_MS and redis.call('HLEN', key) < FIELDS_MAX then writeTombstone(RECLAIM_PERIOD_MS) end
  return 0
end

local fieldEnd, fieldStart = string.match(found[2], '^(%d+):(%d+):')
local endMs = tonumber(fieldEnd)
local startMs = tonumber(fieldStart)
if endMs == 0 then return 0 end

if startMs >= createdMs and startMs <= tonumber(latestStart or 0) then
  redis.call('HDEL', key, secret)
else
  writeTombstone(math.max(endMs + graceMs - nowMs, RECLAIM_PERIOD_MS))
end
if endMs <= nowMs then return 0 end

-- PUBLISH is last, so that a server that refuses writes publishes nothing.
redis.call('PUBLISH', channel, message)
return 1
