// Each script is one atomic operation, by the server's clock. Numbers that must be exact stay text: Lua writes 2^53 - 1 with 14 digits.

// An end is text: a number of milliseconds, or nothing for none. A key that expires at t can still be read in the millisecond t.
const COMMON = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function hasPassed(ends)
  return ends ~= '' and tonumber(ends) <= now
end
local function setEnd(key, ends)
  if ends == '' then redis.call('PERSIST', key)
  else redis.call('PEXPIREAT', key, string.format('%.0f', ends - 1)) end
end
local function isLater(key, ends)
  local left = redis.call('PTTL', key)
  return left ~= -1 and (ends == '' or ends - 1 > now + left)
end
`

/** KEYS: the mark. ARGV: number, end. Returns the clock. */
export const RAISE: string = `${COMMON}
local current = redis.call('GET', KEYS[1])
if not current then
  if hasPassed(ARGV[2]) then return now end
  redis.call('SET', KEYS[1], ARGV[1])
  setEnd(KEYS[1], ARGV[2])
  return now
end
if tonumber(ARGV[1]) > tonumber(current) then redis.call('SET', KEYS[1], ARGV[1], 'KEEPTTL') end
if isLater(KEYS[1], ARGV[2]) then setEnd(KEYS[1], ARGV[2]) end
return now`

/** KEYS: the text. ARGV: text, end. */
export const WRITE: string = `${COMMON}
if hasPassed(ARGV[2]) then redis.call('DEL', KEYS[1])
else
  redis.call('SET', KEYS[1], ARGV[1])
  setEnd(KEYS[1], ARGV[2])
end
return 1`

/** KEYS: the count, and the claim if there is one. ARGV: max, milliseconds of the lease, end. Returns whether it is admitted, and the count. */
export const USE: string = `${COMMON}
local used = tonumber(redis.call('GET', KEYS[1]) or '0')
if hasPassed(ARGV[3]) then return {0, used} end
if KEYS[2] and redis.call('EXISTS', KEYS[2]) == 1 then return {1, used} end
if used >= tonumber(ARGV[1]) then return {0, used} end
local extends = isLater(KEYS[1], ARGV[3])
used = redis.call('INCR', KEYS[1])
if extends then setEnd(KEYS[1], ARGV[3]) end
if KEYS[2] then
  local last = now + ARGV[2]
  if ARGV[3] ~= '' then last = math.min(last, tonumber(ARGV[3])) end
  redis.call('SET', KEYS[2], '')
  setEnd(KEYS[2], last)
end
return {1, used}`
