-- Updates the end of a stream in the index of active streams.
--
-- KEYS[1]  a shard of the index (sorted set: secret -> end in ms)
--
-- ARGV[1]  secret of the stream
-- ARGV[2]  its end, ms; 0 when it has ended
--
-- Returns 1

local key = KEYS[1]
local secret = ARGV[1]
local endMs = tonumber(ARGV[2])

local time = redis.call('TIME')
local nowMs = time[1] * 1000 + math.floor(time[2] / 1000)

redis.call('ZADD', key, string.format('%.0f', endMs), secret)
redis.call('ZREMRANGEBYSCORE', key, '-inf', string.format('%.0f', nowMs))

-- The key expires with its last stream, so that gates that no longer exist leave nothing behind.
local latest = redis.call('ZRANGE', key, -1, -1, 'WITHSCORES')
if latest[2] then redis.call('PEXPIREAT', key, string.format('%.0f', latest[2])) end
return 1
