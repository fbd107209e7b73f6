import jsep, { type Expression as Node } from 'jsep'

/**
 * The formulas of the sandbox's rules: JavaScript's notation for comparing and reckoning, without anything that acts.
 * Names are paths (`order.amount.total`), through a list every item's; `FUNCTIONS` may be called; strings stand in quotes.
 */
export const FUNCTIONS = [
  /** Whether something is there: neither missing nor null, `''` or an empty list. */
  'has',
  /** Sum of a list of numbers; what is missing is 0. */
  'sum',
  'count',
  'min',
  'max',
  'floor',
  'number',
  'text',
  'lower',
  /** Of a list or a text: whether it has the second. */
  'includes',
  /** Whether a text matches a regular expression. */
  'matches',
  /** A time (RFC 3339, or as v2 writes it) plus an ISO 8601 duration: `plus(now, 'P30D')`, `plus(now, '-PT2H')`. */
  'plus',
  /** Whether a time is before another. */
  'before',
  /** A time in another form: `'compact'` yyyyMMddHHmmss, `'date'` yyyy-MM-dd, `'plain'` yyyy-MM-dd HH:mm:ss, `'rfc3339'`, `'seconds'` since 1970. */
  'format',
  /** Item of a list. */
  'first',
  'last',
  /** So many items of a list from a place on: `slice(list, 20, 10)`. */
  'slice',
  /** Lists and single values one after the other, in one list. */
  'concat',
  /** The items of a list that a second one lacks. */
  'without',
  /** A text with `*` in the place of all but its first and last characters: `mask(number, 2, 2)`. */
  'mask',
] as const
export type FormulaFunction = (typeof FUNCTIONS)[number]

const BINARY = ['||', '&&', '==', '!=', '<', '>', '<=', '>=', '+', '-', '*', '/']
const UNARY = ['!', '-']

/** A checked formula, or what is wrong with it. */
export function parseFormula(text: string): { node?: Node; problem?: string } {
  try {
    const node = jsep(text)
    const problem = problemOf(node)
    return problem === undefined ? { node } : { problem: `${problem} in "${text}"` }
  } catch (error) {
    return { problem: `"${text}" is no formula: ${error instanceof Error ? error.message : String(error)}` }
  }
}

/** The paths that a formula reads, each as its names: `request`, `order`, `amount`. */
export function pathsOf(node: Node): string[][] {
  if (node.type === 'Identifier') return [[String(node.name)]]
  if (node.type === 'MemberExpression') {
    return pathsOf(node.object as Node).map((path) => [...path, String((node.property as Node).name)])
  }
  return childrenOf(node).flatMap(pathsOf)
}

function problemOf(node: Node): string | undefined {
  const inner = (): string | undefined => first(childrenOf(node).map(problemOf))
  switch (node.type) {
    case 'Literal':
    case 'Identifier':
      return undefined
    case 'MemberExpression':
      return node.computed ? 'a path in brackets' : problemOf(node.object as Node)
    case 'BinaryExpression':
    case 'LogicalExpression':
      return BINARY.includes(String(node.operator)) ? inner() : `the operator ${String(node.operator)}`
    case 'UnaryExpression':
      return UNARY.includes(String(node.operator)) ? inner() : `the operator ${String(node.operator)}`
    case 'ConditionalExpression':
    case 'ArrayExpression':
      return inner()
    case 'CallExpression':
      if (!isFunction(node.callee as Node)) return 'a call of something that is no function'
      return patternProblem(node) ?? inner()
    default:
      return `${node.type}, which formulas lack,`
  }
}

function isFunction(callee: Node): boolean {
  return callee.type === 'Identifier' && (FUNCTIONS as readonly string[]).includes(String(callee.name))
}

/** Only a text of the catalog is a pattern, so that no request can bring one that takes for ever. */
function patternProblem({ callee, arguments: given }: Node): string | undefined {
  if ((callee as Node).name !== 'matches') return undefined
  const pattern = (given as Node[])[1]
  if (pattern?.type !== 'Literal' || typeof pattern.value !== 'string') return 'a pattern that is no text'
  try {
    new RegExp(pattern.value, 'u')
    return undefined
  } catch {
    return 'a pattern that is no regular expression'
  }
}

function childrenOf(node: Node): Node[] {
  const {
    left,
    right,
    argument,
    test,
    consequent,
    alternate,
    elements,
    arguments: given,
  } = node as Record<string, unknown>
  const lists = [elements, given].filter(Array.isArray).flat()
  return [left, right, argument, test, consequent, alternate, ...lists].filter(isNode)
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value
}

function first(problems: (string | undefined)[]): string | undefined {
  return problems.find((problem) => problem !== undefined)
}
