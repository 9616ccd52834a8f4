-- Sets the end of a live stream to now + expiry. Never revives an ended one.
--
-- KEYS[1]  the viewer's record (hash: secret -> "end:start:device", times in ms; "viewer" -> the viewer;
--          "generation" -> "created:latest start")
--
-- ARGV[1]  secret of the stream
-- ARGV[2]  expiry, ms
-- ARGV[3]  grace, ms: how long a gate without Redis may let a stream continue after its end
--
-- Returns { viewer, active, end in ms, "start:device" }; nil when there is no such live stream

local key = KEYS[1]
local secret = ARGV[1]
local expiryMs = tonumber(ARGV[2])
local graceMs = tonumber(ARGV[3])

local time = redis.call('TIME')
local nowMs = time[1] * 1000 + math.floor(time[2] / 1000)
local endMs = nowMs + expiryMs
local viewer
local restoreState
local active = 0

local fields = redis.call('HGETALL', key)
for i = 1, #fields, 2 do
  if fields[i] == 'viewer' then
    viewer = fields[i + 1]
  elseif fields[i] ~= 'generation' then
    local fieldEnd, fieldRestoreState = string.match(fields[i + 1], '^(%d+):(%d+:.*)$')
    if tonumber(fieldEnd) > nowMs then
      active = active + 1
      if fields[i] == secret then restoreState = fieldRestoreState end
    end
  end
end
if not restoreState then return nil end

redis.call('HSET', key, secret, string.format('%.0f:', endMs) .. restoreState)
if redis.call('PTTL', key) < expiryMs + graceMs then redis.call('PEXPIREAT', key, string.format('%.0f', endMs + graceMs)) end
return { viewer, active, endMs, restoreState }
