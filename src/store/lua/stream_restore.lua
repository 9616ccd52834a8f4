-- Restores a stream that Redis has lost, or that expired while a gate could not renew it.
--
-- Never restores a stream that ended, and never exceeds the limit.
--
-- KEYS[1]  the viewer's record (hash: secret -> "end:start:device", times in ms, or the tombstone
--          "0:its expiry:"; "viewer" -> the viewer; "generation" -> "created:latest start": since when the
--          record is complete, and its latest start)
--
-- ARGV[1]  secret of the stream
-- ARGV[2]  limit, streams
-- ARGV[3]  life, ms
-- ARGV[4]  grace, ms: how long a gate without Redis may let a stream continue after its end
-- ARGV[5]  low watermark, ms: a stream that expired by then plays on no gate
-- ARGV[6]  "start:device" of the stream
-- ARGV[7]  viewer
--
-- Returns { active, end in ms }; nil when the stream must not be restored

local key = KEYS[1]
local secret = ARGV[1]
local limit = tonumber(ARGV[2])
local lifeMs = tonumber(ARGV[3])
local graceMs = tonumber(ARGV[4])
local lowWatermarkMs = tonumber(ARGV[5])
local restoreState = ARGV[6]
local viewer = ARGV[7]

-- Time within which the gate that granted a stream in a new record has confirmed that no data was lost, ms.
local CONFIRMING_MS = 1500

local time = redis.call('TIME')
local nowMs = time[1] * 1000 + math.floor(time[2] / 1000)
local endMs = nowMs + lifeMs
local start, device = string.match(restoreState, '^(%d+):(.*)$')
local startMs = tonumber(start)
local ownEndMs
local active = 0
local reserved = 0
local unconfirmed = {}

local created, latestStart = string.match(redis.call('HMGET', key, 'generation')[1] or '', '^(%d+):(%d+)$')
local createdMs = tonumber(created)
local latestStartMs = tonumber(latestStart)

local fields = redis.call('HGETALL', key)
for i = 1, #fields, 2 do
  local field = fields[i]
  if field ~= 'generation' and field ~= 'viewer' then
    local fieldEnd, fieldStart, fieldDevice = string.match(fields[i + 1], '^(%d+):(%d+):(.*)$')
    local fieldEndMs = tonumber(fieldEnd)
    local fieldStartMs = tonumber(fieldStart)
    local isReserved = fieldEndMs <= nowMs and fieldEndMs > lowWatermarkMs and nowMs < fieldEndMs + graceMs
    if field == secret then
      if fieldEndMs <= nowMs and not isReserved then return nil end
      ownEndMs = fieldEndMs
    elseif fieldEndMs > nowMs then
      -- The device has another live stream, so it does not use this one any more.
      if device ~= '' and fieldDevice == device then return nil end
      active = active + 1
      if createdMs and fieldStartMs >= createdMs and nowMs - fieldStartMs < CONFIRMING_MS then table.insert(unconfirmed, field) end
    elseif isReserved then
      reserved = reserved + 1
    end
  end
end

if not ownEndMs then
  if createdMs and startMs >= createdMs and startMs <= latestStartMs then return nil end
  if active + reserved - #unconfirmed >= limit then return nil end
  -- These streams were granted only because this one was missing. Their gate is about to detect that, too.
  for i = 1, active + reserved + 1 - limit do redis.call('HDEL', key, unconfirmed[i]) end
  active = math.min(active, limit - 1 - reserved)
end

endMs = math.max(endMs, ownEndMs or 0)
-- Keep the latest start: other lost streams may have started before this one, and would look ended.
createdMs = createdMs or nowMs
latestStartMs = latestStartMs or nowMs
redis.call('HSET', key, secret, string.format('%.0f:', endMs) .. restoreState, 'viewer', viewer,
  'generation', string.format('%.0f:%.0f', createdMs, latestStartMs))
if redis.call('PTTL', key) < endMs - nowMs + graceMs then redis.call('PEXPIREAT', key, string.format('%.0f', endMs + graceMs)) end
return { active + 1, endMs }
