-- Brings a stream back that Redis lost, or that expired while a gate could not renew it.
--
-- Never one that ended, and never more than the limit.
--
-- KEYS[1]  the viewer's streams (hash: secret -> "end:start:device", times in ms, or the stone
--          "0:until when it stands:"; "viewer" -> its name; "mark" -> "born:granted": since when the record
--          is whole, and its latest start)
--
-- ARGV[1]  secret of the stream
-- ARGV[2]  limit, streams
-- ARGV[3]  life, ms
-- ARGV[4]  grace, ms: for how long after its end a gate that cannot ask may let a stream play on
-- ARGV[5]  floor, ms: what ended until then plays on no gate
-- ARGV[6]  "start:device" as the stream was granted
-- ARGV[7]  name of the viewer
--
-- Returns { active, end in ms }; nil when it must not be brought back

local key = KEYS[1]
local secret = ARGV[1]
local limit = tonumber(ARGV[2])
local lifeMs = tonumber(ARGV[3])
local graceMs = tonumber(ARGV[4])
local floorMs = tonumber(ARGV[5])
local restoreState = ARGV[6]
local viewer = ARGV[7]

-- Within this the gate that granted a stream in a new record has made sure that none had been lost, ms.
local CONFIRMING_MS = 1500

local time = redis.call('TIME')
local nowMs = time[1] * 1000 + math.floor(time[2] / 1000)
local endMs = nowMs + lifeMs
local start, device = string.match(restoreState, '^(%d+):(.*)$')
local startMs = tonumber(start)
local ownEndMs
local active = 0
local held = 0
local unconfirmed = {}

local born, granted = string.match(redis.call('HMGET', key, 'mark')[1] or '', '^(%d+):(%d+)$')
local bornMs = tonumber(born)
local grantedMs = tonumber(granted)

local fields = redis.call('HGETALL', key)
for i = 1, #fields, 2 do
  local field = fields[i]
  if field ~= 'mark' and field ~= 'viewer' then
    local itsEnd, itsStart, itsDevice = string.match(fields[i + 1], '^(%d+):(%d+):(.*)$')
    local itsEndMs = tonumber(itsEnd)
    local itsStartMs = tonumber(itsStart)
    local isHeld = itsEndMs <= nowMs and itsEndMs > floorMs and nowMs < itsEndMs + graceMs
    if field == secret then
      if itsEndMs <= nowMs and not isHeld then return nil end
      ownEndMs = itsEndMs
    elseif itsEndMs > nowMs then
      -- The device has a stream of its own again: this one is nobody's.
      if device ~= '' and itsDevice == device then return nil end
      active = active + 1
      if bornMs and itsStartMs >= bornMs and nowMs - itsStartMs < CONFIRMING_MS then table.insert(unconfirmed, field) end
    elseif isHeld then
      held = held + 1
    end
  end
end

if not ownEndMs then
  if bornMs and startMs >= bornMs and startMs <= grantedMs then return nil end
  if active + held - #unconfirmed >= limit then return nil end
  -- Granted because what it stands in the way of was missing. Its gate is about to notice that, too.
  for i = 1, active + held + 1 - limit do redis.call('HDEL', key, unconfirmed[i]) end
  active = math.min(active, limit - 1 - held)
end

endMs = math.max(endMs, ownEndMs or 0)
-- The latest start stays: others may be missing that started before this one, and would look ended.
bornMs = bornMs or nowMs
grantedMs = grantedMs or nowMs
redis.call('HSET', key, secret, string.format('%.0f:', endMs) .. restoreState, 'viewer', viewer,
  'mark', string.format('%.0f:%.0f', bornMs, grantedMs))
if redis.call('PTTL', key) < endMs - nowMs + graceMs then redis.call('PEXPIREAT', key, string.format('%.0f', endMs + graceMs)) end
return { active + 1, endMs }
