import { inBrowser, type Theme } from 'vitepress'
import DefaultTheme from 'vitepress/theme-without-fonts'
import { installColours } from './colour.client.ts'
import { installHovers } from './hover.client.ts'
import Layout from './Layout.vue'
import { installLanguage } from './language.client.ts'
import PlaygroundPage from './PlaygroundPage.vue'
import { installPages } from './pages.client.ts'
import './styles/vars.css'
import './styles/im-table.css'
import './styles/page.css'
import './styles/nav.css'
import './styles/diagram.css'
import './styles/product.css'
import './colour.css'
import './hover.css'
import { installTableFilter } from './table-filter.client.ts'
import { installTryIt } from './try-it.client.ts'

export default {
  extends: DefaultTheme,
  Layout,
  enhanceApp({ app, router, siteData }) {
    app.component('PlaygroundPage', PlaygroundPage)
    if (!inBrowser) return
    const { base, themeConfig } = siteData.value
    installPages(router, { base, sections: themeConfig.sections })
    installTryIt(base)
    installHovers(document)
    installColours(document)
    installLanguage(document)
    installTableFilter(document)
  },
} satisfies Theme
