import type { CodeEditor, EditorOptions } from './types.ts'

/** The editor for a browser that cannot load Monaco: no types and no colours, but code that runs as it is. */
export function openTextarea(host: HTMLElement, { value, label, onRun }: EditorOptions): CodeEditor {
  const area = document.createElement('textarea')
  area.className = 'pg-textarea'
  area.setAttribute('aria-label', label)
  area.spellcheck = false
  area.autocapitalize = 'off'
  area.value = value
  area.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    onRun()
  })
  host.replaceChildren(area)
  return {
    kind: 'textarea',
    getValue: () => area.value,
    setValue: (text) => {
      area.value = text
    },
    setDark: () => {},
    reveal: ({ line }) => {
      const start = area.value
        .split('\n')
        .slice(0, line - 1)
        .join('\n').length
      area.focus()
      area.setSelectionRange(start, start)
    },
    focus: () => area.focus(),
    compile: async () => ({ ok: true, program: { code: area.value, toOriginal: (position) => position } }),
    dispose: () => area.remove(),
  }
}
