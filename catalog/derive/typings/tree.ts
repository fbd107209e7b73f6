import { type Link, pathSegments, toLink } from '../../model/chain.ts'
import type { Operation } from '../../model/types.ts'

/** One segment of the paths, with everything below it. */
export interface SegmentNode {
  segment: string
  link: Link
  /** Name of its interface and namespace, unique among its siblings. */
  typeName: string
  path: string
  operations: Operation[]
  children: SegmentNode[]
}

function typeNameOf(link: Link, taken: Set<string>): string {
  const text = 'property' in link ? link.property : link.chain
  const clean = text
    .replace(/[^\w$]+(.)?/g, (_, next: string | undefined) => next?.toUpperCase() ?? '')
    .replace(/^\d/, '_$&')
  let name = clean.charAt(0).toUpperCase() + clean.slice(1) || '_'
  while (taken.has(name)) name += '_'
  return name
}

/** The paths of all operations as one tree, segments in order of first appearance. */
export function toTree(operations: Operation[]): SegmentNode {
  const root: SegmentNode = {
    segment: '',
    link: { property: '' },
    typeName: '',
    path: '',
    operations: [],
    children: [],
  }
  for (const operation of operations) {
    let node = root
    for (const segment of pathSegments(operation.path)) {
      let child = node.children.find((one) => one.segment === segment)
      if (!child) {
        const link = toLink(segment)
        const typeName = typeNameOf(link, new Set(node.children.map((one) => one.typeName)))
        child = { segment, link, typeName, path: `${node.path}/${segment}`, operations: [], children: [] }
        node.children.push(child)
      }
      node = child
    }
    node.operations.push(operation)
  }
  return root
}
