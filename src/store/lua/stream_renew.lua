-- Sets the end of a living stream to now + expiry; never brings one back.
--
-- KEYS[1]  the viewer's streams (hash: secret -> "end:start:device", times in ms; "viewer" -> its name)
--
-- ARGV[1]  secret of the stream
-- ARGV[2]  expiry, ms
--
-- Returns { name of the viewer, active, end in ms }; nil when no such stream lives

local key = KEYS[1]
local secret = ARGV[1]
local expiryMs = tonumber(ARGV[2])

local time = redis.call('TIME')
local nowMs = time[1] * 1000 + math.floor(time[2] / 1000)
local endMs = nowMs + expiryMs
local viewer
local rest
local active = 0
local latestMs = 0

local fields = redis.call('HGETALL', key)
for i = 1, #fields, 2 do
  if fields[i] == 'viewer' then
    viewer = fields[i + 1]
  else
    local itsEnd, itsRest = string.match(fields[i + 1], '^(%d+)(:%d+:.*)$')
    if tonumber(itsEnd) <= nowMs then
      redis.call('HDEL', key, fields[i])
    else
      active = active + 1
      if fields[i] == secret then
        rest = itsRest
        latestMs = math.max(latestMs, endMs)
      else
        latestMs = math.max(latestMs, tonumber(itsEnd))
      end
    end
  end
end

if active == 0 then redis.call('DEL', key) end
if not rest then return nil end

redis.call('HSET', key, secret, string.format('%.0f', endMs) .. rest)
redis.call('PEXPIREAT', key, string.format('%.0f', latestMs))
return { viewer, active, endMs }
