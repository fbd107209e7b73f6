import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ServerError } from './server-error.node.ts'

const RE_ASSET = /(?:href|src)="(\/(?:[^"]*?\/)?)assets\//

/**
 * The base a site was built for, read from its own addresses: serving it below another one would give pages without
 * scripts.
 *
 * @param wanted what `BASE` says now, if anything
 * @throws ServerError `not_built`, `bad_setting`
 */
export async function baseOfBuild(root: string, wanted: string | undefined): Promise<string> {
  const html = await readFile(join(root, 'index.html'), 'utf8').catch(() => undefined)
  if (html === undefined) {
    throw new ServerError('not_built', '还没有构建站点', { hint: '先运行 npm run build。', where: root })
  }
  const built = RE_ASSET.exec(html)?.[1] ?? '/'
  if (!wanted || wanted === built) return built
  throw new ServerError('bad_setting', `站点是为 BASE=${built} 构建的，现在的 BASE 是 ${wanted}`, {
    hint: `用 BASE=${wanted} npm run build 重新构建，或者去掉 BASE。`,
    where: 'BASE',
  })
}
