-- Reads a live stream. Writes nothing: the key expires by itself, the grace after the latest end of its streams.
--
-- KEYS[1]  the viewer's record (hash: secret -> "end:start:device", times in ms; "viewer" -> the viewer;
--          "generation" -> "created:latest start")
--
-- ARGV[1]  secret of the stream
--
-- Returns { viewer, remaining ms, "start:device" }; nil when there is no such live stream

local key = KEYS[1]
local secret = ARGV[1]

local found = redis.call('HMGET', key, 'viewer', secret)
local viewer = found[1]
local stream = found[2]
if not stream then return nil end

local time = redis.call('TIME')
local nowMs = time[1] * 1000 + math.floor(time[2] / 1000)
local endMs, restoreState = string.match(stream, '^(%d+):(%d+:.*)$')
local remainingMs = tonumber(endMs) - nowMs
if remainingMs <= 0 then return nil end
return { viewer, remainingMs, restoreState }
