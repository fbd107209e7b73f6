/**
 * The step before the tests of the store in Redis: finds the server, installs Debian's where we may. A missing one fails
 * only with `REQUIRE_REDIS=1`; its tests do not run.
 */
import { aptCommand, installPackages, isRoot } from '../support/apt.ts'
import { hasRedis, redisRequired } from '../support/redis.ts'

/** Its name in Debian. */
const PACKAGES = ['redis-server']

if (!hasRedis() && isRoot) installPackages(PACKAGES)
if (hasRedis()) console.log('redis-server is there')
else console.log(`Without redis-server the store in Redis is not tested. Run: ${aptCommand(PACKAGES)}`)
process.exitCode = !hasRedis() && redisRequired ? 1 : 0
