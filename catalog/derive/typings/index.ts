/**
 * Catalog → one ambient `.d.ts` (a global script: no top-level import or export).
 *
 * It declares `namespace WeChatPay.OpenAPI.…` with an interface per chain segment and `PostHttpMethod { JsonDataRequest,
 * RequestConfig, WellformedResponse }` per verb, the interface `Wechatpay`, what a page's sample finds
 * around it (`wxpay`, `Rsa`, `Hash`, `platformPublicKey`, `platformSerial`), and the module `wechatpay-axios-plugin`.
 * A program that uses it needs `axios` to be resolvable, and `FormData` from the DOM's or Node's types.
 */

import type { Catalog } from '../../model/types.ts'
import { indent, jsdoc, quote } from './fields.ts'
import { methodNamespace, methodNamespaceLines, operationDoc, signature } from './operation.ts'
import { GLOBALS, HELPERS, SDK_MODULE } from './prelude.ts'
import { type SegmentNode, toTree } from './tree.ts'

export { chainToPath, operationChain, pathToChain } from '../../model/chain.ts'

const ROOT = 'WeChatPay.OpenAPI'
const RE_IDENTIFIER = /^[A-Za-z_$][\w$]*$/

function block(head: string, body: string[]): string {
  return [`${head} {`, ...indent(body), '}'].join('\n')
}

/** The doc of a segment as a property of its parent: the titles of what it can do, else the path. */
function segmentDoc(node: SegmentNode): string[] {
  const [only, ...more] = node.operations
  if (only && more.length === 0) return jsdoc([only.title])
  if (only) return jsdoc(node.operations.map((operation) => `- \`${operation.method}\` ${operation.title}`))
  return jsdoc([`\`${node.path}\``])
}

function childMember(child: SegmentNode, scope: string): string[] {
  const type = `${scope}.${child.typeName}`
  if ('chain' in child.link) return [...segmentDoc(child), `chain(segment: ${quote(child.link.chain)}): ${type}`]
  const { property } = child.link
  return [...segmentDoc(child), `${RE_IDENTIFIER.test(property) ? property : quote(property)}: ${type}`]
}

/** The interface of one segment: the callable shorthand (a POST), the verbs, the segments below. */
function segmentInterface(node: SegmentNode): string[] {
  const verbs = node.operations.flatMap((operation) => [
    ...(operation.method === 'post' ? [...operationDoc(operation), signature(operation, node.typeName)] : []),
    ...operationDoc(operation),
    `${operation.method}${signature(operation, node.typeName)}`,
  ])
  const children = node.children.flatMap((child) => childMember(child, node.typeName))
  return [`interface ${node.typeName} {`, ...indent([...verbs, ...children]), '}']
}

/**
 * A segment's interface and, beside it, the namespace of its verbs and of the segments below. Every namespace is declared
 * once: the compiler walks all declarations of a namespace for each name it prints (a second for 5,000 hovers otherwise).
 */
function segmentLines(node: SegmentNode): string[] {
  const inner = [
    ...node.operations.flatMap((operation) =>
      namespaceLines(methodNamespace(operation), methodNamespaceLines(operation)),
    ),
    ...node.children.flatMap(segmentLines),
  ]
  return [...segmentInterface(node), ...namespaceLines(node.typeName, inner)]
}

/** Not indented: at eight levels that is a third of the file. */
function namespaceLines(name: string, body: string[]): string[] {
  return [`namespace ${name} {`, ...body, '}']
}

/** One ambient global declaration file for all operations of the catalog; deterministic, in the catalog's order. */
export function deriveTypings(catalog: Catalog): string {
  const root = toTree(catalog.operations)
  const versions = root.children.flatMap((child) => [
    `/** API${child.segment} 接口 */`,
    `${child.segment}: ${ROOT}.${child.typeName}`,
  ])
  return `${[
    HELPERS,
    block(`declare namespace ${ROOT}`, root.children.flatMap(segmentLines)),
    block('interface Wechatpay', versions),
    GLOBALS,
    SDK_MODULE,
  ].join('\n\n')}\n`
}
