-- Sets the end of a living stream to now + expiry; never brings one back.
--
-- KEYS[1]  the viewer's streams (hash: secret -> "end:start:device", times in ms; "viewer" -> its name;
--          "mark" -> "born:granted")
--
-- ARGV[1]  secret of the stream
-- ARGV[2]  expiry, ms
-- ARGV[3]  grace, ms: for how long after its end a gate that cannot ask may let a stream play on
--
-- Returns { name of the viewer, active, end in ms, "start:device" }; nil when no such stream lives

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
  elseif fields[i] ~= 'mark' then
    local itsEnd, itsRestoreState = string.match(fields[i + 1], '^(%d+):(%d+:.*)$')
    if tonumber(itsEnd) > nowMs then
      active = active + 1
      if fields[i] == secret then restoreState = itsRestoreState end
    end
  end
end
if not restoreState then return nil end

redis.call('HSET', key, secret, string.format('%.0f:', endMs) .. restoreState)
if redis.call('PTTL', key) < expiryMs + graceMs then redis.call('PEXPIREAT', key, string.format('%.0f', endMs + graceMs)) end
return { viewer, active, endMs, restoreState }
