import { inBrowser, type Theme } from 'vitepress'
import DefaultTheme from 'vitepress/theme-without-fonts'
import Layout from './Layout.vue'
import PlaygroundPage from './PlaygroundPage.vue'
import './styles/vars.css'
import './styles/im-table.css'
import './styles/page.css'
import './styles/nav.css'
import { installTryIt } from './try-it.client.ts'

export default {
  extends: DefaultTheme,
  Layout,
  enhanceApp({ app, siteData }) {
    app.component('PlaygroundPage', PlaygroundPage)
    if (inBrowser) installTryIt(siteData.value.base)
  },
} satisfies Theme
