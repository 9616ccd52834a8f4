-- Grants a viewer a stream unless the limit is reached. A device that has a live stream gets that one, renewed.
--
-- KEYS[1]  the viewer's record (hash: secret -> "end:start:device", times in ms; "viewer" -> the viewer;
--          "generation" -> "created:latest start": since when the record is complete, and its latest start)
--
-- ARGV[1]  secret of the stream to grant
-- ARGV[2]  limit, streams
-- ARGV[3]  expiry, ms
-- ARGV[4]  grace, ms: how long a gate without Redis may let a stream continue after its end
-- ARGV[5]  low watermark, ms: a stream that expired by then plays on no gate
-- ARGV[6]  device, empty for none
-- ARGV[7]  viewer
--
-- Returns { 1, active, resumed 0 or 1, secret, end in ms, start in ms, age of the record in ms } when granted;
-- { 0, active, low watermark in ms at which a slot becomes free, 0 for never } when refused

local key = KEYS[1]
local secret = ARGV[1]
local limit = tonumber(ARGV[2])
local expiryMs = tonumber(ARGV[3])
local graceMs = tonumber(ARGV[4])
local lowWatermarkMs = tonumber(ARGV[5])
local device = ARGV[6]
local viewer = ARGV[7]

local time = redis.call('TIME')
local nowMs = time[1] * 1000 + math.floor(time[2] / 1000)
local endMs = nowMs + expiryMs
local createdMs = nowMs
local latestStartMs = 0
local startMs
local active = 0
local reserved = {}

local fields = redis.call('HGETALL', key)
for i = 1, #fields, 2 do
  local field = fields[i]
  if field == 'generation' then
    local created, latestStart = string.match(fields[i + 1], '^(%d+):(%d+)$')
    createdMs = tonumber(created)
    latestStartMs = tonumber(latestStart)
  elseif field ~= 'viewer' then
    local fieldEnd, fieldStart, fieldDevice = string.match(fields[i + 1], '^(%d+):(%d+):(.*)$')
    local fieldEndMs = tonumber(fieldEnd)
    if fieldEndMs > nowMs then
      active = active + 1
      if device ~= '' and fieldDevice == device then
        secret = field
        startMs = tonumber(fieldStart)
      end
    elseif fieldEndMs > lowWatermarkMs and nowMs < fieldEndMs + graceMs then
      -- A gate without Redis may still be playing it.
      table.insert(reserved, fieldEndMs)
    elseif fieldEndMs > 0 or tonumber(fieldStart) <= nowMs then
      redis.call('HDEL', key, field)
    end
  end
end

local resumed = 1
if not startMs then
  if active + #reserved >= limit then
    table.sort(reserved)
    return { 0, active, reserved[active + #reserved - limit + 1] or 0 }
  end
  resumed = 0
  active = active + 1
  -- When the clock was set back, the start must not be before the record was created.
  startMs = math.max(nowMs, createdMs)
  latestStartMs = math.max(latestStartMs, startMs)
end

redis.call('HSET', key, secret, string.format('%.0f:%.0f:%s', endMs, startMs, device), 'viewer', viewer,
  'generation', string.format('%.0f:%.0f', createdMs, latestStartMs))
if redis.call('PTTL', key) < expiryMs + graceMs then redis.call('PEXPIREAT', key, string.format('%.0f', endMs + graceMs)) end
return { 1, active, resumed, secret, endMs, startMs, nowMs - createdMs }
