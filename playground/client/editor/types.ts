import type { Program } from '../runner/index.ts'

/** A remark of the compiler about the reader's code. */
export interface Problem {
  severity: 'error' | 'warning'
  /** Syntax errors keep a program from running, type errors do not. */
  blocking: boolean
  message: string
  line: number
  column: number
}

export type Compiled = { ok: true; program: Program } | { ok: false; problems: Problem[] }

export interface EditorOptions {
  value: string
  /** The editor's accessible name. */
  label: string
  /** Paths and texts of declaration files. */
  typings: Record<string, string>
  dark: boolean
  /** Ctrl+Enter, ⌘+Enter. */
  onRun(): void
  onProblems(problems: Problem[]): void
}

/** What the playground needs of an editor; Monaco and the plain textarea both are one. */
export interface CodeEditor {
  kind: 'monaco' | 'textarea'
  getValue(): string
  /** Replaces the text; can be undone. */
  setValue(value: string): void
  setDark(dark: boolean): void
  reveal(position: { line: number; column: number }): void
  focus(): void
  compile(): Promise<Compiled>
  dispose(): void
}
