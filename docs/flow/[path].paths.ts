import { defineRoutes } from 'vitepress'
import { catalogGlob, loadSite } from '../../.vitepress/node/site.ts'

// Params carry the address only: they reach every visitor's browser, the content does not.
export default defineRoutes({
  watch: [catalogGlob],
  async paths() {
    const { flow } = await loadSite()
    return flow.map(({ path, content }) => ({ params: { path }, content }))
  },
})
