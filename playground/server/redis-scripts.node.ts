/** Finds a row's version, order and JSON. */
const SPLIT = `
local function split(row)
  local version, order, text = string.match(row, '^(%d+) (%d+) (.*)$')
  return version, order, text
end
`

/** Members of the set by score: Redis orders equal scores by member, and the age is to decide. */
const MEMBER = `
local function member(order, key)
  return string.format('%016d', tonumber(order)) .. key
end
`

/** Takes one entry out of all three keys of its space. */
const REMOVE = `
local function remove(rows, ages, dues, key)
  local row = redis.call('HGET', rows, key)
  if not row then return end
  local _, order = split(row)
  redis.call('HDEL', rows, key)
  redis.call('ZREM', ages, key)
  redis.call('ZREM', dues, member(order, key))
end
`

/** KEYS: rows, ages and dues of a space; `commit` has the counter first, then those of each write's space and the rows that tell its age. */
export const SCRIPTS = {
  /** ARGV of each write: key, JSON or '' to remove, score or '', expected version or ''. */
  commit: `${SPLIT}${MEMBER}${REMOVE}
local count = #ARGV / 4
for i = 0, count - 1 do
  local key, expected = ARGV[i * 4 + 1], ARGV[i * 4 + 4]
  if expected ~= '' then
    local row = redis.call('HGET', KEYS[i * 4 + 2], key)
    local version = row and split(row) or '0'
    if version ~= expected then return 0 end
  end
end
for i = 0, count - 1 do
  local rows, ages, dues, others = KEYS[i * 4 + 2], KEYS[i * 4 + 3], KEYS[i * 4 + 4], KEYS[i * 4 + 5]
  local key, text, score = ARGV[i * 4 + 1], ARGV[i * 4 + 2], ARGV[i * 4 + 3]
  if text == '' then
    remove(rows, ages, dues, key)
  else
    local version = string.format('%d', redis.call('INCR', KEYS[1]))
    local order = version
    local row = redis.call('HGET', rows, key)
    local like = row or redis.call('HGET', others, key)
    if like then
      local _
      _, order = split(like)
    end
    if not row then redis.call('ZADD', ages, order, key) end
    redis.call('HSET', rows, key, version .. ' ' .. order .. ' ' .. text)
    if score == '' then redis.call('ZREM', dues, member(order, key))
    else redis.call('ZADD', dues, score, member(order, key)) end
  end
end
return 1`,
  get: `return redis.call('HGET', KEYS[1], ARGV[1])`,
  /** ARGV: limit, how many are left out, and the key that the list begins after. */
  list: `
local first = tonumber(ARGV[2])
if ARGV[3] then
  local rank = redis.call('ZREVRANK', KEYS[2], ARGV[3])
  if not rank then return {} end
  first = first + rank + 1
end
local found = {}
for _, key in ipairs(redis.call('ZREVRANGE', KEYS[2], first, first + tonumber(ARGV[1]) - 1)) do
  found[#found + 1] = key
  found[#found + 1] = redis.call('HGET', KEYS[1], key)
end
return found`,
  /** ARGV: until, limit. Answers key, row and score of each. */
  due: `
local found = {}
local members = redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', ARGV[1], 'WITHSCORES', 'LIMIT', 0, ARGV[2])
for i = 1, #members, 2 do
  local key = string.sub(members[i], 17)
  found[#found + 1] = key
  found[#found + 1] = redis.call('HGET', KEYS[1], key)
  found[#found + 1] = members[i + 1]
end
return found`,
  size: `return redis.call('HLEN', KEYS[1])`,
  /** ARGV: keep. Removes some of the surplus, so that one call never takes long, and answers their keys. */
  trim: `${SPLIT}${MEMBER}${REMOVE}
local surplus = math.min(redis.call('HLEN', KEYS[1]) - tonumber(ARGV[1]), 500)
if surplus <= 0 then return {} end
local keys = redis.call('ZRANGE', KEYS[2], 0, surplus - 1)
for _, key in ipairs(keys) do remove(KEYS[1], KEYS[2], KEYS[3], key) end
return keys`,
  drop: `return redis.call('UNLINK', KEYS[1], KEYS[2], KEYS[3])`,
} as const
