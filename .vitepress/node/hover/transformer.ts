import type { Element } from 'hast'
import type { ShikiTransformer } from 'shiki'
import { splitTokens } from 'shiki/core'
import type { Answer } from './answer.ts'
import { twoslashLang } from './fences.ts'
import { popupElement, popupKey } from './popup.ts'

interface Marks {
  answer: Answer
  /** Index of the popup by offset, for every character that has one. */
  popups: Map<number, number>
  elements: Element[]
}

function toMarks(answer: Answer): Marks {
  const popups = new Map<number, number>()
  const elements: Element[] = []
  const known = new Map<string, number>()
  for (const hover of answer.hovers) {
    const key = popupKey(hover)
    const index = known.get(key) ?? elements.length
    if (index === elements.length) {
      known.set(key, index)
      elements.push(popupElement(hover))
    }
    for (let at = 0; at < hover.length; at++) popups.set(hover.start + at, index)
  }
  return { answer, popups, elements }
}

/** Breaks tokens at the edges of hovers and marks, so that each is a token of its own. */
function edges({ hovers, marks }: Answer): number[] {
  return [...hovers, ...marks].flatMap(({ start, length }) => [start, start + length])
}

/** Answers under the line they were asked on. */
function insertQueries(code: Element, { answer, source }: { answer: Answer; source: string }) {
  const lines = code.children.filter((child): child is Element => child.type === 'element')
  for (const hover of [...answer.queries].reverse()) {
    const line = lines[source.slice(0, hover.start).split('\n').length - 1]
    const at = line ? code.children.indexOf(line) : -1
    if (at === -1) continue
    code.children.splice(at + 1, 0, { ...popupElement(hover), tagName: 'span', properties: { class: 'hover-answer' } })
  }
}

/**
 * Hovers as plain HTML: `data-hover="N"` on the token itself and the texts once per block in a `<template>`; the first
 * token is the block's tab stop. No component, no script in the page.
 */
export function hoverTransformer({ answer }: { answer(code: string, lang: string): Answer }): ShikiTransformer {
  const blocks = new WeakMap<object, Marks>()
  return {
    name: 'hover',
    preprocess(code, options) {
      // the colour transformer before this one leaves the language in the meta
      const { __raw = '', __lang = options.lang } = (options.meta ?? {}) as { __raw?: string; __lang?: string }
      const lang = twoslashLang(__lang, __raw)
      if (lang === undefined) return undefined
      const marks = toMarks(answer(code, lang))
      blocks.set(this.meta, marks)
      return marks.answer.code
    },
    tokens(tokens) {
      const marks = blocks.get(this.meta)
      return marks ? splitTokens(tokens, edges(marks.answer)) : undefined
    },
    span(node, _line, _column, _lineElement, token) {
      const marks = blocks.get(this.meta)
      if (!marks) return
      const popup = marks.popups.get(token.offset)
      if (popup !== undefined) {
        this.addClassToHast(node, 'hover')
        node.properties['data-hover'] = `${popup}`
        if (token.offset === marks.answer.hovers[0]?.start) node.properties.tabindex = '0'
      }
      if (marks.answer.marks.some(({ start, length }) => token.offset >= start && token.offset < start + length)) {
        this.addClassToHast(node, 'marked')
      }
    },
    code(code) {
      const marks = blocks.get(this.meta)
      if (marks && marks.answer.queries.length > 0) insertQueries(code, { answer: marks.answer, source: this.source })
    },
    pre(pre) {
      const marks = blocks.get(this.meta)
      if (!marks || marks.elements.length === 0) return
      this.addClassToHast(pre, 'has-hovers')
      delete pre.properties.tabindex
      pre.children.push({
        type: 'element',
        tagName: 'template',
        properties: { class: 'hovers' },
        children: [],
        content: { type: 'root', children: marks.elements },
      })
    },
  }
}
