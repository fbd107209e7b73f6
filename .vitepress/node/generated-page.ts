/** A page that the catalog gives: the part of its address after `/openapi/`, `/webhook/` …, and its markdown. */
export interface GeneratedPage {
  path: string
  readonly content: string
  /** The catalog's file that it comes from, for messages. */
  source?: string | undefined
}

/** A page whose markdown is made when it is first read: the dev server shows few of a thousand. */
export function lazyPage(page: Pick<GeneratedPage, 'path' | 'source'>, make: () => string): GeneratedPage {
  let content: string | undefined
  return {
    ...page,
    get content() {
      content ??= make()
      return content
    },
  }
}
