-- Ends a living stream and tells every gate, both or neither.
--
-- A stream that is missing from a whole record has ended. One that is missing because Redis lost it can be
-- restored by a gate that knows it; where missing would not tell the two apart, a stone is left instead.
--
-- KEYS[1]  the viewer's streams (hash: secret -> "end:start:device", times in ms, or the stone
--          "0:until when it stands:"; "viewer" -> its name; "mark" -> "born:granted")
--
-- ARGV[1]  secret of the stream
-- ARGV[2]  grace, ms: for how long after its end a gate that cannot ask may let a stream play on
-- ARGV[3]  channel on which ended streams are announced
-- ARGV[4]  the announcement
--
-- Returns 1 when a living stream was ended, 0 when there was none

local key = KEYS[1]
local secret = ARGV[1]
local graceMs = tonumber(ARGV[2])
local channel = ARGV[3]
local announcement = ARGV[4]

-- How long after the loss of a record the gates restore what was in it, ms.
local RESTORING_MS = 10000
-- Fields at most beside which a stone is left for a stream that the record does not have.
local FIELDS_MAX = 64

local time = redis.call('TIME')
local nowMs = time[1] * 1000 + math.floor(time[2] / 1000)

local found = redis.call('HMGET', key, 'mark', secret)
local born, granted = string.match(found[1] or '', '^(%d+):(%d+)$')
local bornMs = tonumber(born or nowMs)

local function leaveStone (forMs)
  redis.call('HSET', key, secret, string.format('0:%.0f:', nowMs + forMs))
  if redis.call('PTTL', key) < forMs then redis.call('PEXPIREAT', key, string.format('%.0f', nowMs + forMs)) end
end

if not found[2] then
  if nowMs - bornMs < RESTORING_MS and redis.call('HLEN', key) < FIELDS_MAX then leaveStone(RESTORING_MS) end
  return 0
end

local itsEnd, itsStart = string.match(found[2], '^(%d+):(%d+):')
local endMs = tonumber(itsEnd)
local startMs = tonumber(itsStart)
if endMs == 0 then return 0 end

if startMs >= bornMs and startMs <= tonumber(granted or 0) then
  redis.call('HDEL', key, secret)
else
  leaveStone(math.max(endMs + graceMs - nowMs, RESTORING_MS))
end
if endMs <= nowMs then return 0 end

-- Last, so that a server that may not be written to announces nothing.
redis.call('PUBLISH', channel, announcement)
return 1
