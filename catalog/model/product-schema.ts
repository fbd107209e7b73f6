import * as v from 'valibot'

/** What `products.yaml` and `products/*.yaml` may say. */

const Text = v.pipe(v.string(), v.nonEmpty())
const Url = v.pipe(v.string(), v.url('Write the whole address: https://…'))
const texts = v.optional(v.array(Text))

/** `products.yaml`: sections in the order of the navigation, each with the names of its files in `products/`. */
export const ProductIndexSchema = v.array(
  v.strictObject({ title: Text, products: v.pipe(v.array(Text), v.nonEmpty()) }),
)

export interface ProductEntry {
  title: string
  trails?: string[][] | undefined
  operations?: string[] | undefined
  webhooks?: string[] | undefined
  children?: ProductEntry[] | undefined
}

const node = {
  title: Text,
  trails: v.optional(v.array(v.pipe(v.array(Text), v.nonEmpty()))),
  operations: texts,
  webhooks: texts,
}

const ProductEntrySchema: v.GenericSchema<ProductEntry> = v.strictObject({
  ...node,
  children: v.optional(v.array(v.lazy(() => ProductEntrySchema))),
})

const StateMachineSchema = v.strictObject({
  title: Text,
  field: Text,
  of: Text,
  initial: Text,
  values: v.record(v.string(), Text),
  transitions: v.array(v.strictObject({ from: Text, to: Text, operation: v.optional(Text), text: v.optional(Text) })),
  note: v.optional(Text),
})

/** `products/*.yaml` */
export const ProductFileSchema = v.strictObject({
  ...node,
  purpose: v.optional(Text),
  prerequisites: texts,
  links: v.optional(v.array(v.strictObject({ title: Text, url: Url }))),
  flows: texts,
  states: v.optional(v.array(StateMachineSchema)),
  children: v.optional(v.array(ProductEntrySchema)),
})

export type ProductIndex = v.InferOutput<typeof ProductIndexSchema>
export type ProductFile = v.InferOutput<typeof ProductFileSchema>
export type StateMachineEntry = v.InferOutput<typeof StateMachineSchema>
