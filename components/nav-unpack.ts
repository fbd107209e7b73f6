import type { NavNode, PackedNode } from '../catalog/derive/pages/navigation.ts'

/** `nav.json` → navigation: gives the operations their pages again. */
export function unpackNavigation(nodes: PackedNode[]): NavNode[] {
  return nodes.map(({ children, verb, ...node }) => {
    if (children) return { ...node, children: unpackNavigation(children) }
    if (node.page !== undefined || node.path === undefined) return node
    return { ...node, page: `/openapi${node.path}${verb ? `#${node.tag?.toLowerCase()}` : ''}` }
  })
}
