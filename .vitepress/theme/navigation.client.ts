import { type Ref, ref } from 'vue'
import type { NavNode, PackedNode } from '../../catalog/derive/pages/navigation.ts'
import { unpackNavigation } from '../../components/nav-unpack.ts'

export interface Navigation {
  state: Ref<'loading' | 'ready' | 'failed'>
  nodes: Ref<NavNode[]>
  load(): Promise<void>
}

/** The navigation, one JSON file for the whole site, loaded once a visit. */
export function createNavigation(base: string): Navigation {
  const state = ref<'loading' | 'ready' | 'failed'>('loading')
  const nodes = ref<NavNode[]>([])
  return {
    state,
    nodes,
    async load() {
      state.value = 'loading'
      try {
        const response = await fetch(`${base}nav.json`)
        if (!response.ok) throw new Error(`nav.json: ${response.status}`)
        nodes.value = unpackNavigation((await response.json()) as PackedNode[])
        state.value = 'ready'
      } catch {
        state.value = 'failed'
      }
    },
  }
}
