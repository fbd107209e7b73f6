import type { Expression as Node } from 'jsep'
import { type FormulaFunction, fieldOf, parseFormula } from '../../../catalog/derive/behaviour/index.ts'
import type { Json } from '../../../catalog/model/types.ts'
import type { JsonObject } from '../input.ts'
import { callFunction } from './functions.ts'
import { finite, isSame, isTruthy, memberOf, toNumber } from './values.ts'

/** The value of a formula for these roots; `undefined` where nothing is. */
export type Formula = (roots: JsonObject) => Json | undefined
/** A formula by its text, made ready once. */
export type Formulas = (text: string) => Formula

/** Keeps what it has made ready: the texts come from the catalog, so they are as many as its formulas. */
export function createFormulas(): Formulas {
  const known = new Map<string, Formula>()
  return (text) => {
    const found = known.get(text)
    if (found) return found
    const made = compileFormula(text)
    known.set(text, made)
    return made
  }
}

/** @throws {SyntaxError} for what the catalog would not have let pass */
export function compileFormula(text: string): Formula {
  const { node, problem } = parseFormula(text)
  if (!node) throw new SyntaxError(problem)
  return compile(node)
}

function compile(node: Node): Formula {
  switch (node.type) {
    case 'Literal': {
      const value = node.value as Json
      return () => value
    }
    case 'Identifier': {
      const name = String(node.name)
      return (roots) => fieldOf(roots, name)
    }
    case 'MemberExpression': {
      const inner = compile(node.object as Node)
      const name = String((node.property as Node).name)
      return (roots) => memberOf(inner(roots), name)
    }
    case 'UnaryExpression': {
      const inner = compile(node.argument as Node)
      return node.operator === '!' ? (roots) => !isTruthy(inner(roots)) : (roots) => finite(-toNumber(inner(roots)))
    }
    case 'ConditionalExpression': {
      const [test, then, other] = [node.test, node.consequent, node.alternate].map((part) => compile(part as Node))
      return (roots) => (isTruthy(test?.(roots)) ? then?.(roots) : other?.(roots))
    }
    case 'ArrayExpression': {
      const items = (node.elements as Node[]).map(compile)
      return (roots) => items.map((item) => item(roots) ?? null)
    }
    case 'CallExpression': {
      const name = String((node.callee as Node).name) as FormulaFunction
      const given = (node.arguments as Node[]).map(compile)
      return (roots) =>
        callFunction(
          name,
          given.map((one) => one(roots)),
        )
    }
    default:
      return compileBinary(String(node.operator), compile(node.left as Node), compile(node.right as Node))
  }
}

function compileBinary(operator: string, left: Formula, right: Formula): Formula {
  if (operator === '&&') return (roots) => (isTruthy(left(roots)) ? right(roots) : left(roots))
  if (operator === '||') return (roots) => (isTruthy(left(roots)) ? left(roots) : right(roots))
  if (operator === '==') return (roots) => isSame(left(roots), right(roots))
  if (operator === '!=') return (roots) => !isSame(left(roots), right(roots))
  if (operator === '+') return (roots) => plus(left(roots), right(roots))
  if (operator === '-') return (roots) => finite(toNumber(left(roots)) - toNumber(right(roots)))
  if (operator === '*') return (roots) => finite(toNumber(left(roots)) * toNumber(right(roots)))
  if (operator === '/') return (roots) => finite(toNumber(left(roots)) / toNumber(right(roots)))
  const holds = COMPARISONS[operator]
  return (roots) => holds?.(compare(left(roots), right(roots))) ?? false
}

const COMPARISONS: Record<string, (order: number) => boolean> = {
  '<': (order) => order < 0,
  '>': (order) => order > 0,
  '<=': (order) => order <= 0,
  '>=': (order) => order >= 0,
}

/** Two texts by their characters, everything else as numbers; `NaN`, which is neither, where one is none. */
function compare(left: Json | undefined, right: Json | undefined): number {
  if (typeof left === 'string' && typeof right === 'string') return left < right ? -1 : left > right ? 1 : 0
  return toNumber(left) - toNumber(right)
}

/** Beside a text `+` joins texts. */
function plus(left: Json | undefined, right: Json | undefined): Json | undefined {
  if (typeof left === 'string' || typeof right === 'string') return `${left ?? ''}${right ?? ''}`
  return finite(toNumber(left) + toNumber(right))
}
