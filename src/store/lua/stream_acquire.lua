-- Grants a viewer a stream unless the limit is reached; a device's own living stream is renewed instead.
--
-- KEYS[1]  the viewer's streams (hash: secret -> "end:start:device", times in ms; "viewer" -> its name)
--
-- ARGV[1]  secret of the stream to grant
-- ARGV[2]  limit, streams
-- ARGV[3]  expiry, ms
-- ARGV[4]  device, empty for none
-- ARGV[5]  name of the viewer
--
-- Returns { granted 0 or 1, active, resumed 0 or 1, secret, end in ms }; { 0, active } when refused

local key = KEYS[1]
local secret = ARGV[1]
local limit = tonumber(ARGV[2])
local expiryMs = tonumber(ARGV[3])
local device = ARGV[4]
local viewer = ARGV[5]

local time = redis.call('TIME')
local nowMs = time[1] * 1000 + math.floor(time[2] / 1000)
local endMs = nowMs + expiryMs
local startMs = nowMs
local active = 0
local latestMs = endMs
local resumed = 0

local fields = redis.call('HGETALL', key)
for i = 1, #fields, 2 do
  if fields[i] ~= 'viewer' then
    local itsEnd, itsStart, itsDevice = string.match(fields[i + 1], '^(%d+):(%d+):(.*)$')
    if tonumber(itsEnd) <= nowMs then
      redis.call('HDEL', key, fields[i])
    else
      active = active + 1
      if device ~= '' and itsDevice == device then
        resumed = 1
        secret = fields[i]
        startMs = tonumber(itsStart)
      else
        latestMs = math.max(latestMs, tonumber(itsEnd))
      end
    end
  end
end

if resumed == 0 then
  if active >= limit then
    if active == 0 then redis.call('DEL', key) end
    return { 0, active }
  end
  active = active + 1
end

redis.call('HSET', key, secret, string.format('%.0f:%.0f:%s', endMs, startMs, device), 'viewer', viewer)
redis.call('PEXPIREAT', key, string.format('%.0f', latestMs))
return { 1, active, resumed, secret, endMs }
