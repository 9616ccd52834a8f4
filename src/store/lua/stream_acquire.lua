-- Grants a viewer a stream unless the limit is reached; a device's own living stream is renewed instead.
--
-- KEYS[1]  the viewer's streams (hash: secret -> "end:start:device", times in ms; "viewer" -> its name;
--          "mark" -> "born:granted": since when the record is whole, and its latest start)
--
-- ARGV[1]  secret of the stream to grant
-- ARGV[2]  limit, streams
-- ARGV[3]  expiry, ms
-- ARGV[4]  grace, ms: for how long after its end a gate that cannot ask may let a stream play on
-- ARGV[5]  floor, ms: what ended until then plays on no gate
-- ARGV[6]  device, empty for none
-- ARGV[7]  name of the viewer
--
-- Returns { 1, active, resumed 0 or 1, secret, end in ms, start in ms, age of the record in ms };
-- { 0, active, until when the floor has to rise for a slot to be free, 0 for never } when refused

local key = KEYS[1]
local secret = ARGV[1]
local limit = tonumber(ARGV[2])
local expiryMs = tonumber(ARGV[3])
local graceMs = tonumber(ARGV[4])
local floorMs = tonumber(ARGV[5])
local device = ARGV[6]
local viewer = ARGV[7]

local time = redis.call('TIME')
local nowMs = time[1] * 1000 + math.floor(time[2] / 1000)
local endMs = nowMs + expiryMs
local bornMs = nowMs
local grantedMs = 0
local startMs
local active = 0
local held = {}

local fields = redis.call('HGETALL', key)
for i = 1, #fields, 2 do
  local field = fields[i]
  if field == 'mark' then
    local born, granted = string.match(fields[i + 1], '^(%d+):(%d+)$')
    bornMs = tonumber(born)
    grantedMs = tonumber(granted)
  elseif field ~= 'viewer' then
    local itsEnd, itsStart, itsDevice = string.match(fields[i + 1], '^(%d+):(%d+):(.*)$')
    local itsEndMs = tonumber(itsEnd)
    if itsEndMs > nowMs then
      active = active + 1
      if device ~= '' and itsDevice == device then
        secret = field
        startMs = tonumber(itsStart)
      end
    elseif itsEndMs > floorMs and nowMs < itsEndMs + graceMs then
      -- A gate that cannot ask may still be playing it.
      table.insert(held, itsEndMs)
    elseif itsEndMs > 0 or tonumber(itsStart) <= nowMs then
      redis.call('HDEL', key, field)
    end
  end
end

local resumed = 1
if not startMs then
  if active + #held >= limit then
    table.sort(held)
    return { 0, active, held[active + #held - limit + 1] or 0 }
  end
  resumed = 0
  active = active + 1
  -- A clock that was set back must not make a stream look older than the record.
  startMs = math.max(nowMs, bornMs)
  grantedMs = math.max(grantedMs, startMs)
end

redis.call('HSET', key, secret, string.format('%.0f:%.0f:%s', endMs, startMs, device), 'viewer', viewer,
  'mark', string.format('%.0f:%.0f', bornMs, grantedMs))
if redis.call('PTTL', key) < expiryMs + graceMs then redis.call('PEXPIREAT', key, string.format('%.0f', endMs + graceMs)) end
return { 1, active, resumed, secret, endMs, startMs, nowMs - bornMs }
