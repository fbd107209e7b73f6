import { onScopeDispose, type Ref, ref } from 'vue'

/** Whether the site is dark now: VitePress marks it on `html`. */
export function useDark(): Readonly<Ref<boolean>> {
  const root = document.documentElement
  const dark = ref(root.classList.contains('dark'))
  const observer = new MutationObserver(() => {
    dark.value = root.classList.contains('dark')
  })
  observer.observe(root, { attributes: true, attributeFilter: ['class'] })
  onScopeDispose(() => observer.disconnect())
  return dark
}
