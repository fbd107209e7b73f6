import type { Product } from '../../model/types.ts'
import { productPage } from './addresses.ts'
import { escapeText } from './escape.ts'

/** Site path of the product that a trail of `x-products` leads to. */
export type ProductOf = (trail: string[]) => string | undefined

/** Finds the product with the longest beginning of a trail. */
export function createProductOf(products: Product[]): ProductOf {
  const nameOf = (trail: string[]): string => trail.map((title) => title.trim()).join('\n')
  const pages = new Map(
    products.flatMap((product) => product.trails.map((trail) => [nameOf(trail), productPage(product)])),
  )
  return (trail) => {
    for (let length = trail.length; length > 0; length--) {
      const page = pages.get(nameOf(trail.slice(0, length)))
      if (page) return page
    }
    return undefined
  }
}

/** Trails for the facts of a page, each with a link to its product. */
export function printTrails(trails: string[][], productOf?: ProductOf): string {
  return trails
    .map((trail) => {
      const text = trail.map((title) => escapeText(title.trim())).join(' / ')
      const page = productOf?.(trail)
      return page ? `[${text}](${page})` : text
    })
    .join('；')
}
