import { checkReferences } from './check-references.ts'
import { checkSandboxNames } from './check-sandbox.ts'
import type { FieldContext } from './fields.ts'
import { IdentitySchema } from './file-schema.ts'
import { toFlows } from './flows.ts'
import { readGlossary } from './glossary.ts'
import { readLaunches } from './launch.ts'
import { childOf, type Located, sourceAt } from './located.ts'
import { toOperations } from './operation.ts'
import { type CatalogFile, parseFile } from './parse.ts'
import { compareText, createProblemList, type Place, type Problem, type Report } from './problem.ts'
import { toProducts } from './products.ts'
import { readErrors, readResources } from './read-sandbox.ts'
import { createResolver } from './resolve.ts'
import type { Catalog, Operation, Webhook } from './types.ts'
import { createRuleExpander } from './use.ts'
import { validate } from './validate.ts'
import { toWebhook } from './webhook.ts'

export interface BuiltCatalog {
  catalog: Catalog
  /** Empty if the catalog is sound; otherwise `catalog` must not be used. */
  problems: Problem[]
}

/** Files → model: parse, follow `$ref`, check, normalise. Pure, and the same files give the same JSON in whatever order they come. */
export function buildCatalog(input: readonly CatalogFile[]): BuiltCatalog {
  const { report, list } = createProblemList()
  const files = readAll(input, report)
  const { resolve, used } = createResolver(files, report)
  const inFolder: Folder = (folder) =>
    [...files].filter(([file]) => file.startsWith(`${folder}/`)).map(([file, node]) => [file, resolve(node)])
  const glossary = readGlossary(inFolder('glossary'), report)
  const resources = inFolder('resources')
  const rules = createRuleExpander(resources, report)
  const described = readDescribed(inFolder, {
    expand: rules.expand,
    report,
    senseOf: glossary.senseOf,
    launches: readLaunches(files.get('launches.yaml'), report),
    products: new Set(),
  })
  glossary.reportUnused()
  rules.reportUnused()
  reportUnusedSchemas(files, { used, report })
  const index = rootFile('products.yaml', files, report)
  const identityNode = rootFile('identity.yaml', files, report)
  const identity = identityNode && validate(IdentitySchema, identityNode, report)
  const products = index ? toProducts({ ...described, index, files: inFolder('products'), report }) : []
  const catalog: Catalog = {
    operations: described.operations,
    webhooks: described.webhooks,
    products,
    flows: toFlows({ ...described, products, files: inFolder('flows'), report }),
    identity: identity?.value ?? { mchid: [], sub_mchid: [], appid: [], openid: [] },
    resources: readResources(resources, report),
    errors: readErrors(inFolder('errors'), report),
  }
  checkReferences({ ...described, report })
  checkSandboxNames(catalog, { place: described.place, resources: new Map(resources), report })
  return { catalog, problems: list() }
}

/** The files of one folder, with their references followed, in the order of their names. */
type Folder = (name: string) => [string, Located][]

interface DescribedContext extends FieldContext {
  /** Puts shared rules where an operation uses them. */
  expand: (item: Located) => Located
}

interface Described {
  operations: Operation[]
  webhooks: Webhook[]
  place: Place
}

function readDescribed(inFolder: Folder, context: DescribedContext): Described {
  const nodes = new Map<string, Located | undefined>()
  const operations = inFolder('operations').flatMap(([file, written]) => {
    const node = context.expand(written)
    const found = toOperations(file, node, context)
    for (const { id, method } of found) nodes.set(id, childOf(node, method))
    return found
  })
  const webhooks = inFolder('webhooks').flatMap(([file, node]) => {
    const webhook = toWebhook(file, node, context)
    if (webhook) nodes.set(webhook.id, childOf(node, 'post'))
    return webhook ?? []
  })
  const place: Place = ({ id, source }, path) => {
    const node = nodes.get(id)
    return node ? sourceAt(node, path) : source
  }
  return { operations, webhooks, place }
}

function reportUnusedSchemas(
  files: ReadonlyMap<string, Located>,
  { used, report }: { used: ReadonlySet<string>; report: Report },
): void {
  for (const file of files.keys()) {
    if (!file.startsWith('schemas/') || used.has(file)) continue
    report({ file, line: 1 }, 'no file refers to this schema', 'Refer to it with $ref, or delete it.')
  }
}

function readAll(input: readonly CatalogFile[], report: Report): Map<string, Located> {
  const files = new Map<string, Located>()
  for (const one of [...input].sort((a, b) => compareText(a.file, b.file))) {
    const node = parseFile(one, report)
    if (node) files.set(one.file, node)
  }
  return files
}

function rootFile(file: string, files: ReadonlyMap<string, Located>, report: Report): Located | undefined {
  const node = files.get(file)
  if (!node) report({ file, line: 1 }, 'the file is missing or cannot be read', 'Every catalog has one.')
  return node
}
