import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { deriveTypings } from '../../catalog/derive/typings/index.ts'
import type { Catalog } from '../../catalog/model/types.ts'

/**
 * What the playground's editor needs to know types: the catalog's, and those of the client that they build on. The
 * language's own library comes with the editor.
 * @param root The project's folder, whose `node_modules` has axios.
 */
export async function typingFiles(catalog: Catalog, root: string): Promise<Record<string, string>> {
  const axios = await readFile(join(root, 'node_modules/axios/index.d.ts'), 'utf8')
  return { 'wechatpay.d.ts': deriveTypings(catalog), 'node_modules/axios/index.d.ts': axios }
}
