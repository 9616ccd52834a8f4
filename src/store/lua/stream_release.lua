-- Ends a living stream and tells every gate, both or neither.
--
-- KEYS[1]  the viewer's streams (hash: secret -> "end:start:device", times in ms; "viewer" -> its name)
--
-- ARGV[1]  secret of the stream
-- ARGV[2]  channel on which ended streams are announced
-- ARGV[3]  the announcement
--
-- Returns 1 when a living stream was ended, 0 when there was none

local key = KEYS[1]
local secret = ARGV[1]
local channel = ARGV[2]
local announcement = ARGV[3]

local time = redis.call('TIME')
local nowMs = time[1] * 1000 + math.floor(time[2] / 1000)
local released = 0
local latestMs = 0

local fields = redis.call('HGETALL', key)
for i = 1, #fields, 2 do
  if fields[i] ~= 'viewer' then
    local endMs = tonumber(string.match(fields[i + 1], '^%d+'))
    if endMs > nowMs and fields[i] ~= secret then
      latestMs = math.max(latestMs, endMs)
    else
      redis.call('HDEL', key, fields[i])
      if endMs > nowMs then released = 1 end
    end
  end
end

if latestMs == 0 then
  redis.call('DEL', key)
else
  redis.call('PEXPIREAT', key, string.format('%.0f', latestMs))
end

-- Last, so that a server that may not be written to announces nothing.
if released == 1 then redis.call('PUBLISH', channel, announcement) end
return released
