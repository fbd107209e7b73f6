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
  /** RFC 3339 time plus an ISO 8601 duration: `plus(now, 'P30D')`. */
  'plus',
  /** Whether an RFC 3339 time is before another. */
  'before',
  /** An RFC 3339 time in another form: `'compact'` yyyyMMddHHmmss, `'date'` yyyy-MM-dd. */
  'format',
] as const
export type FormulaFunction = (typeof FUNCTIONS)[number]

const BINARY = ['||', '&&', '==', '!=', '<', '>', '<=', '>=', '+', '-', '*']
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
      return isFunction(node.callee as Node) ? inner() : 'a call of something that is no function'
    default:
      return `${node.type}, which formulas lack,`
  }
}

function isFunction(callee: Node): boolean {
  return callee.type === 'Identifier' && (FUNCTIONS as readonly string[]).includes(String(callee.name))
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
