import { type Ref, ref, shallowRef } from 'vue'
import { randomText } from '../../signature/index.ts'
import type { AnswerFacts, PlaygroundOperation } from '../data.ts'
import { type PlaygroundError, toPlaygroundError } from '../error.ts'
import { fillSegments, replaceIdentity, type SlotValues } from '../program/slots.ts'
import type { PlaygroundContext } from './context.ts'

/** The code that the playground starts with. */
export interface Sample {
  operation: Readonly<Ref<PlaygroundOperation | undefined>>
  typings: Readonly<Ref<Record<string, string>>>
  typingsFailed: Readonly<Ref<boolean>>
  code: Readonly<Ref<string>>
  /** What is known of answers; empty where it was not loaded, and the panels then show less. */
  answers: Readonly<Ref<AnswerFacts[]>>
  /** Counts the operations that were loaded: each gets an editor of its own. */
  version: Readonly<Ref<number>>
  ready: Readonly<Ref<boolean>>
  error: Readonly<Ref<PlaygroundError | undefined>>
  load(id: string): Promise<PlaygroundOperation | undefined>
  /** The sample anew, with this merchant's values and other fresh numbers. */
  fill(values: SlotValues | undefined): void
  rename(code: string, from: SlotValues, to: SlotValues): string
}

export function useSample({ data }: PlaygroundContext): Sample {
  const operation = shallowRef<PlaygroundOperation>()
  const typings = shallowRef<Record<string, string>>({})
  const typingsFailed = ref(false)
  const code = ref('')
  const answers = shallowRef<AnswerFacts[]>([])
  const version = ref(0)
  const ready = ref(false)
  const error = shallowRef<PlaygroundError>()

  async function loadTypings(): Promise<void> {
    if (Object.keys(typings.value).length > 0) return
    try {
      typings.value = await data.typings()
      typingsFailed.value = false
    } catch {
      typingsFailed.value = true
    }
  }

  async function loadAnswers(): Promise<void> {
    if (answers.value.length === 0) answers.value = await data.answers().catch(() => [])
  }

  async function load(id: string): Promise<PlaygroundOperation | undefined> {
    ready.value = false
    error.value = undefined
    try {
      const [loaded] = await Promise.all([data.operation(id), loadTypings(), loadAnswers()])
      operation.value = loaded
      version.value++
      return loaded
    } catch (caught) {
      error.value = toPlaygroundError(caught, 'data')
      return undefined
    }
  }

  function fill(values: SlotValues | undefined): void {
    if (!operation.value) return
    code.value = fillSegments(operation.value.segments, values ?? {}, (alphabet) => randomText(1, alphabet)).code
    ready.value = true
  }

  return {
    operation,
    typings,
    typingsFailed,
    code,
    answers,
    version,
    ready,
    error,
    load,
    fill,
    rename: replaceIdentity,
  }
}
